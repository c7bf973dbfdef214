# Genkan as an image: `docker build -t genkan .` Checked by lint only (Tests/TidyTests): no engine has built it yet.
FROM swift:6.3.1-bookworm AS builder
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcurl4-openssl-dev libicu-dev libpq-dev libsqlite3-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
COPY SQL SQL
COPY Workflows Workflows
COPY Data Data
RUN swift build -c release --static-swift-stdlib --product genkan \
    && install -D -s .build/release/genkan /out/genkan

FROM debian:12.12-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libcurl4 libicu72 libpq5 libsqlite3-0 libstdc++6 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin genkan \
    && install -d -o genkan -g genkan -m 0700 /data
COPY --from=builder /out/genkan /usr/local/bin/genkan
USER genkan
WORKDIR /data
# the database file, or for PostgreSQL the keys and the mails; the keys belong into a backup of their own
VOLUME /data
ENV GENKAN_DATABASE_URL=sqlite:/data/genkan.sqlite \
    GENKAN_SEAL_KEYS=/data/genkan.keys \
    GENKAN_MAILBOX=/data/genkan.mailbox \
    GENKAN_HOST=0.0.0.0 \
    GENKAN_PORT=8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["/bin/bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/$GENKAN_PORT && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["genkan"]
CMD ["serve"]
