# The emulator as one binary on a slim Debian. Data is kept in memory; for a kept database mount a volume at /data and
# set XRAY_EMULATOR_DB=/data/xray.db.
FROM debian:bookworm AS build
WORKDIR /src
COPY dev ./
RUN ./dev install build && rm -rf /var/lib/apt/lists/*
COPY . .
RUN cmake --preset release && cmake --build --preset release && strip build/release/bin/xray-emulator

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --no-create-home xray && install -d -o xray /data
COPY --from=build /src/build/release/bin/xray-emulator /usr/local/bin/xray-emulator
USER 10001
ENV XRAY_EMULATOR_BIND=0.0.0.0
EXPOSE 2000/tcp 2000/udp
# Where exporters of OpenTelemetry look for gRPC.
EXPOSE 4317/tcp
HEALTHCHECK --interval=2s --timeout=2s --start-period=5s --retries=5 CMD ["xray-emulator", "health"]
ENTRYPOINT ["xray-emulator"]
