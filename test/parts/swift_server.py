"""A whole OpenStack Swift with its S3 API on free ports of this machine, in one process.

    python3 swift_server.py FOLDER ACCESS_KEY_ID SECRET_ACCESS_KEY

Prints its port when it is ready, keeps everything in FOLDER, and ends when its stdin does.
"""

import ctypes
import getpass
import os
import signal
import socket
import subprocess
import sys
import time

import eventlet
from eventlet import hubs, wsgi
from swift.common import utils

folder, access_key_id, secret_access_key = sys.argv[1:4]
utils.eventlet_monkey_patch()


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, 'w') as file:
        file.write(text)
    return path


# Swift reads this file while its modules are loaded.
write('swift.conf', '[swift-hash]\nswift_hash_path_suffix = tests\n')
utils.set_swift_dir(folder)

from swift.common.http_protocol import SwiftHttpProtocol  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

user = access_key_id.replace(':', '_')
storage_conf = """
[DEFAULT]
devices = {folder}/devices
swift_dir = {folder}
mount_check = false
fallocate_reserve = 0
disable_fallocate = true

[app:main]
use = egg:swift#{kind}
"""
proxy_conf = f"""
[DEFAULT]
swift_dir = {folder}

[pipeline:main]
pipeline = catch_errors cache s3api tempauth slo dlo proxy-server

[filter:catch_errors]
use = egg:swift#catch_errors

[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{{memcached_port}}

[filter:s3api]
use = egg:swift#s3api
storage_domain = swift.test

[filter:tempauth]
use = egg:swift#tempauth
user_{user} = {secret_access_key} .admin

[filter:slo]
use = egg:swift#slo

[filter:dlo]
use = egg:swift#dlo

[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
"""


def build_ring(name, port):
    builder = RingBuilder(part_power=4, replicas=1, min_part_hours=0)
    builder.add_dev({
        'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': port, 'device': 'disk', 'weight': 1,
    })
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, f'{name}.ring.gz'))


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def start_memcached():
    port_file = os.path.join(folder, 'memcached-port')
    user = getpass.getuser()
    process = subprocess.Popen(
        ['memcached', '-l', '127.0.0.1', '-p', '-1', '-U', '0', '-t', '1', '-u', user],
        env={**os.environ, 'MEMCACHED_PORT_FILENAME': port_file},
        preexec_fn=die_with_parent,
    )
    while not os.path.exists(port_file):
        if process.poll() is not None:
            sys.exit('memcached did not start')
        time.sleep(0.01)
    with open(port_file) as file:
        lines = dict(line.split(': ') for line in file.read().splitlines())
    return process, lines['TCP INET']


def serve(kind, conf_text):
    app = loadapp(write(f'{kind}.conf', conf_text), {'log_name': kind})
    eventlet.spawn(
        wsgi.server,
        listeners[kind],
        app,
        log=utils.NullLogger(),
        protocol=SwiftHttpProtocol,
        # S3 clients look for ETag, not for Etag.
        capitalize_response_headers=False,
    )


kinds = ['account', 'container', 'object', 'proxy']
listeners = {kind: eventlet.listen(('127.0.0.1', 0), family=socket.AF_INET) for kind in kinds}
ports = {kind: listener.getsockname()[1] for kind, listener in listeners.items()}
os.makedirs(os.path.join(folder, 'devices', 'disk'))
for kind in kinds[:3]:
    build_ring(kind, ports[kind])
    serve(kind, storage_conf.format(folder=folder, kind=kind))
memcached, memcached_port = start_memcached()
serve('proxy', proxy_conf.format(memcached_port=memcached_port))
print(ports['proxy'], flush=True)
hubs.trampoline(sys.stdin.fileno(), read=True)
memcached.kill()
memcached.wait()
os._exit(0)
