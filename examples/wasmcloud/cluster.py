"""Two hosts of wasmCloud on this machine, joined by NATS; they load both components from a registry on loopback."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import yaml

from nats import Nats

WASH = str(Path(".venv/bin/wash").absolute())
PEOPLE = "people/target/wasm32-wasip2/release/people.wasm"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for(port):
    for _ in range(600):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing listens on port {port}")


class Host:
    def __init__(self, name):
        self.name, self.id, self.port, self.process = name, None, free_port(), None


class Cluster:
    def __init__(self):
        self.folder = Path(tempfile.mkdtemp())
        self.processes = []
        self.hosts = [Host("a"), Host("b")]

    def __enter__(self):
        return self

    def begin(self):
        """Registry, NATS and hosts; returns once the hosts can take workloads."""
        registry, nats = free_port(), free_port()
        storage = {"filesystem": {"rootdirectory": str(self.folder / "registry")}}
        settings = {"version": 0.1, "http": {"addr": f"127.0.0.1:{registry}"}, "storage": storage}
        (self.folder / "registry.yaml").write_text(json.dumps(settings))
        self.start("registry", ["docker-registry", "serve", str(self.folder / "registry.yaml")])
        self.start("nats", ["nats-server", "--addr", "127.0.0.1", "--port", str(nats)])
        wait_for(registry)
        wait_for(nats)
        self.images = {}
        for name, file in ("people", PEOPLE), ("okta-actions", os.environ["OKTA_WASM"]):
            self.images[name] = f"127.0.0.1:{registry}/{name}:0.1.0"
            push = [WASH, "oci", "push", "--insecure", self.images[name], file]
            subprocess.run(push, check=True, stdout=subprocess.DEVNULL)
        self.nats = Nats(nats)
        self.nats.subscribe("runtime.operator.heartbeat.*")
        for host in self.hosts:
            host.process = self.start(f"host-{host.name}", [
                WASH, "host", "--host-name", host.name, "--http-addr", f"127.0.0.1:{host.port}",
                "--scheduler-nats-url", f"nats://127.0.0.1:{nats}", "--data-nats-url", f"nats://127.0.0.1:{nats}",
                "--allow-insecure-registries", "--oci-cache-dir", str(self.folder / "images"),
            ])
        # Each host announces itself, as it does to the operator.
        deadline = time.monotonic() + 60
        while not all(host.id for host in self.hosts):
            if time.monotonic() > deadline or any(host.process.poll() is not None for host in self.hosts):
                raise TimeoutError("\n".join(log.read_text() for log in self.folder.glob("host-*.log")))
            _, heartbeat = self.nats.receive()
            for host in self.hosts:
                if host.name == heartbeat["hostname"]:
                    host.id = heartbeat["id"]

    def start(self, name, command):
        process = subprocess.Popen(command, stdout=open(self.folder / f"{name}.log", "wb"), stderr=subprocess.STDOUT)
        self.processes.append(process)
        return process

    def run(self, host, workload, environment, allowed_hosts):
        """Starts the workload of manifest.yaml on a host, as the operator does, with the mock org in place of the real one."""
        template = list(yaml.safe_load_all(Path("manifest.yaml").read_text()))[1]["spec"]["template"]["spec"]
        for component in template["components"]:
            component["image"] = self.images[component["name"]]
            resources = component["localResources"]
            if "environment" in resources:
                resources["environment"] = environment
                resources["allowedHosts"] = allowed_hosts
        interfaces = template["hostInterfaces"]
        interfaces[0]["config"]["host"] = workload
        world = {"components": template["components"], "hostInterfaces": interfaces}
        response = self.nats.request(f"runtime.host.{host.id}.workload.start", {
            "workloadId": f"{workload}-{host.name}",
            "workload": {"namespace": "default", "name": workload, "witWorld": world},
        })
        status = response["workloadStatus"]
        if status["workloadState"] not in ("WORKLOAD_STATE_STARTING", "WORKLOAD_STATE_RUNNING"):
            raise RuntimeError(f"{workload} does not start on host {host.name}: {status}")

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()
        shutil.rmtree(self.folder)
