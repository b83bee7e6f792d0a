# Builds the bundle with everything that takes, then keeps only the bundle.
FROM node:22-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc tsconfig.json ./
COPY test/package.json test/
RUN npm ci --workspaces=false --no-audit --no-fund
COPY scripts scripts
COPY src src
RUN node scripts/build.mjs

# Node 22.16 and newer bring SQLite along, and everything else is in the bundle.
FROM node:22-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=build /build/THIRD_PARTY_LICENSES ./
COPY --from=build /build/dist dist
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/maliang.js"]
CMD ["serve"]
