# Two stages: the first installs the locked wheels and the project into /opt/pagewire, the last
# carries that folder and Python, without pip's caches, build tools or the sources.
#
# For a release, pin the base by its digest too, and say what it is:
#   docker build --build-arg PYTHON_IMAGE=python:3.13.16-slim-trixie@sha256:<digest> \
#       --build-arg VERSION=$(pagewire --version | cut -d' ' -f2) \
#       --build-arg REVISION=$(git rev-parse HEAD) .
# and, where the sources can be read by others, --label org.opencontainers.image.source=<URL>.
# `make image-check` builds it without an engine or a registry, and runs it. docs/operations.md says
# how to raise the base.
ARG PYTHON_IMAGE=python:3.13.16-slim-trixie

FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
RUN python -m venv /opt/pagewire && python -m venv /opt/build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
# The locks first: a change of our code does not install the libraries again.
COPY requirements/runtime.txt requirements/build.txt requirements/
RUN /opt/pagewire/bin/pip install --no-deps --require-hashes --only-binary :all: \
        -r requirements/runtime.txt \
    && /opt/build/bin/pip install --no-deps --require-hashes --only-binary :all: \
        -r requirements/build.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY worker worker
COPY schemas schemas
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /wheels . \
    && /opt/pagewire/bin/pip install --no-deps /wheels/pagewire-*.whl \
    && /opt/pagewire/bin/pip uninstall --yes pip

# Not part of the image: docker build --target sbom --output dist . writes dist/pagewire.cdx.json, of
# what is added to the base. Python and Debian's packages are the base's; its publisher lists them.
FROM build AS listed
COPY requirements/supply.txt requirements/
RUN python -m venv /opt/supply \
    && /opt/supply/bin/pip install --no-deps --require-hashes --only-binary :all: \
        -r requirements/supply.txt
COPY deploy/supply_chain deploy/supply_chain
RUN /opt/supply/bin/python -m deploy.supply_chain.sbom /opt/pagewire/bin/python /pagewire.cdx.json

FROM scratch AS sbom
COPY --from=listed /pagewire.cdx.json /

FROM ${PYTHON_IMAGE}
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Pagewire" \
      org.opencontainers.image.description="Kafka stream worker: raw scraped pages in, clean and enriched records out, exactly once" \
      org.opencontainers.image.licenses="Apache-2.0 AND CC-BY-SA-4.0 AND CC-BY-4.0 AND LicenseRef-WordNet-3.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /opt/pagewire /opt/pagewire
ENV PATH=/opt/pagewire/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 9464
# The models need a while to load; until then the port is closed or the worker not live. Without
# urllib, which would ask the proxy of HTTP_PROXY.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import http.client, os; asked = http.client.HTTPConnection('127.0.0.1', int(os.environ.get('PAGEWIRE_HTTP_PORT', '9464')), timeout=4); asked.request('GET', '/livez'); raise SystemExit(asked.getresponse().status != 200)"]
ENTRYPOINT ["pagewire"]
CMD ["run"]
