#!/bin/sh
# Mounted under the name of each tool, before Kafka's own: that one, told which brokers and which login.
exec "/opt/kafka/bin/${0##*/}" --bootstrap-server "$PAGEWIRE_BOOTSTRAP_SERVERS" \
    --command-config /etc/pagewire/tools/client.properties "$@"
