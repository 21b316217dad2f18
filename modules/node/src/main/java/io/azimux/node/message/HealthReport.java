package io.azimux.node.message;

/**
 * How a probe of one of a host's guests stands.
 *
 * @param backend name of the probed NIC, {@code nva1/eth0}
 * @param probe name of the {@link HealthProbe}
 * @param healthy true after {@code probeThreshold} answers in a row, false after as many failures
 */
public record HealthReport(String backend, String probe, boolean healthy) {}
