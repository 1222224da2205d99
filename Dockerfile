# One image for the Prefect server and the workers of docker-compose.yml.
FROM python:3.12-slim AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
# The libraries first: they change less often than the code.
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project
COPY . .
RUN uv sync --frozen --no-dev && .venv/bin/python -m compileall -q alerts cli connectors demo events flows storage *.py

FROM python:3.12-slim
RUN useradd --uid 10001 --user-group --no-create-home watchline \
    && install --directory --owner=watchline --group=watchline /data
COPY --from=build /app /app
WORKDIR /app
ENV PATH="/app/.venv/bin:$PATH" \
    HOME=/data \
    WATCHLINE_HOME=/data \
    WATCHLINE_CONFIG=/app/config/watchline.yaml
USER watchline
VOLUME /data
CMD ["python", "-m", "flows.runner"]
