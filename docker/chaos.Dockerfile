# The azimux command with Docker's own command beside it, for the profile "chaos" of compose.yaml.
ARG AZIMUX_IMAGE
ARG DOCKER_CLI_IMAGE

FROM ${DOCKER_CLI_IMAGE:-docker:28.3-cli} AS docker

FROM ${AZIMUX_IMAGE:-azimux:0.1.0}
COPY --from=docker /usr/local/bin/docker /usr/local/bin/docker
# The engine's socket belongs to root, and the reports to the others' group: without capabilities, root is no more than
# its name.
USER 0:10001
HEALTHCHECK NONE
CMD ["chaos", "list"]
