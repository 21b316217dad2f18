package io.azimux.node.message;

/**
 * A host tells the controller how a probe of one of its guests stands.
 *
 * @param backend name of the probed NIC, {@code nva1/eth0}
 * @param probe name of the probe
 * @param healthy true after {@code probeThreshold} answers in a row, false after as many failures
 */
public record HealthReport(String backend, String probe, boolean healthy) implements PeerMessage {}
