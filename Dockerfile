# One image for everything of ours in docker-compose.yml. Tags move: to pin what a tag is today, write
# image:tag@sha256:... as `docker buildx imagetools inspect python:3.12.8-slim-bookworm` shows it.
FROM python:3.12.8-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
# The libraries first: they change less often than the code. uv checks every file against its hash in uv.lock.
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --extra team --extra parquet --no-install-project
COPY . .
RUN uv sync --frozen --no-dev --extra team --extra parquet \
    && .venv/bin/python -m compileall -q alerts cli connectors demo events flows soak storage web *.py

FROM python:3.12.8-slim-bookworm
# pg_dump and pg_restore for backups, as new as the server of docker-compose.yml.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home watchline \
    && install --directory --owner=watchline --group=watchline /data /backups
COPY --from=build /app /app
WORKDIR /app
ENV PATH="/app/.venv/bin:$PATH" \
    HOME=/data \
    PYTHONUNBUFFERED=1 \
    WATCHLINE_HOME=/data \
    WATCHLINE_CONFIG=/app/config/watchline.yaml
USER watchline
ENTRYPOINT ["python", "-P", "-m", "flows.with_secrets"]
CMD ["watchline", "run"]
