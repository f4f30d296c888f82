"""The little of Kustomize that the overlays are written in, for machines without kubectl; the rest is refused.

Where kubectl is, a test holds what this builds to what kubectl builds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

Resource = dict[str, Any]

_FIELDS = {"apiVersion", "kind", "namespace", "resources", "components", "patches", "images"}
_CLUSTER_WIDE = {"Namespace"}


def build(folder: Path) -> list[Resource]:
    """The resources of an overlay. Raises ValueError for what this doesn't know."""
    told = _told(folder)
    resources = [resource for name in told["resources"] for resource in _read(folder / name)]
    for patch in told.get("patches", []):
        if set(patch) != {"path"}:
            raise ValueError(f"only strategic merge patches in files: {patch}")
        resources = _patched(resources, yaml.safe_load((folder / patch["path"]).read_text(encoding="utf-8")))
    images = [image for name in told.get("components", []) for image in _images(folder / name)]
    for resource in resources:
        if "namespace" in told and resource["kind"] not in _CLUSTER_WIDE:
            resource["metadata"]["namespace"] = told["namespace"]
        for image in images:
            _rename(resource, image)
    return resources


def _told(folder: Path) -> Any:
    told = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    if unknown := set(told) - _FIELDS:
        raise ValueError(f"not of this little language: {sorted(unknown)}")
    return told


def _images(folder: Path) -> list[dict[str, str]]:
    """Those of a component."""
    told = _told(folder)
    if set(told) != {"apiVersion", "kind", "images"}:
        raise ValueError(f"only components that name images: {folder.name}")
    images: list[dict[str, str]] = told["images"]
    return images


def _read(path: Path) -> list[Resource]:
    if path.is_dir():
        return build(path)
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def _patched(resources: list[Resource], patch: Resource) -> list[Resource]:
    if identity(patch) not in map(identity, resources):
        raise ValueError(f"nothing to patch: {identity(patch)}")
    return [_merged(each, patch) if identity(each) == identity(patch) else each for each in resources]


def identity(resource: Resource) -> tuple[str, str]:
    """What it is called among the resources of an overlay."""
    return resource["kind"], resource["metadata"]["name"]


def _merged(base: Any, patch: Any) -> Any:
    """A strategic merge: by key; lists by name where their items have one, otherwise the patch's; null removes."""
    if isinstance(base, dict) and isinstance(patch, dict):
        both = {key: _merged(base.get(key), patch[key]) if key in patch else base[key] for key in {**base, **patch}}
        return {key: value for key, value in both.items() if value is not None}
    if isinstance(base, list) and isinstance(patch, list) and all("name" in item for item in [*base, *patch]):
        named = {item["name"]: item for item in base}
        return list({**named, **{item["name"]: _merged(named.get(item["name"]), item) for item in patch}}.values())
    return patch


def _rename(resource: Resource, image: dict[str, str]) -> None:
    for container in resource.get("spec", {}).get("template", {}).get("spec", {}).get("containers", []):
        if container["image"] == image["name"]:
            container["image"] = f"{image['newName']}:{image['newTag']}"
