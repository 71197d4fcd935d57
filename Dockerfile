# The emulator alone: one static binary, the image that is published as well (packaging/oci.py). Data is kept in memory;
# for a kept database mount a volume at /data and set XRAY_EMULATOR_DB=/data/xray.db.
FROM debian:bookworm AS build
WORKDIR /src
COPY dev ./
RUN ./dev install build && rm -rf /var/lib/apt/lists/*
COPY . .
RUN ./dev build dist
# What the image has beside the binary.
RUN mkdir -p /image/data /image/etc /image/tmp /image/usr/local/bin /image/usr/share/doc/xray-emulator \
    && printf 'root:x:0:0:root:/:/sbin/nologin\nxray:x:10001:10001:xray:/data:/sbin/nologin\n' > /image/etc/passwd \
    && printf 'root:x:0:\nxray:x:10001:\n' > /image/etc/group \
    && cp build/dist/bin/xray-emulator /image/usr/local/bin/xray-emulator \
    && cp LICENSE /image/usr/share/doc/xray-emulator/ \
    && cp api/assets/licenses.txt /image/usr/share/doc/xray-emulator/THIRD-PARTY-LICENSES \
    && chown 10001:10001 /image/data && chmod 1777 /image/tmp

FROM scratch
COPY --from=build /image /
USER 10001:10001
WORKDIR /data
ENV PATH=/usr/local/bin XRAY_EMULATOR_BIND=0.0.0.0
EXPOSE 2000/tcp 2000/udp
# Where exporters of OpenTelemetry look for gRPC.
EXPOSE 4317/tcp
HEALTHCHECK --interval=2s --timeout=2s --start-period=5s --retries=5 CMD ["xray-emulator", "health"]
ENTRYPOINT ["xray-emulator"]
