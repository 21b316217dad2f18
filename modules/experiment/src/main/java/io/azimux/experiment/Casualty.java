package io.azimux.experiment;

/**
 * A flow that broke, stalled or changed its backend, and why. Times are milliseconds after the load
 * began; -1 where there is none.
 *
 * @param flow client and frontend, as people write them
 * @param cause label of the one {@link Cause}
 * @param effect the worst of {@code broken}, {@code moved}, {@code stalled}
 * @param outcome how the connection ended
 * @param muxBefore the MUX that carried it; empty where unknown
 * @param muxAfter the MUX that got it then; the same where it stayed
 * @param bornMillis when it began
 * @param changeMillis when another MUX took it over
 * @param ageMillis how old it was when its MUX was lost, or gave it away
 * @param stallMillis longest time without an answer
 * @param detail what proves the cause
 */
public record Casualty(
    String flow,
    String cause,
    String effect,
    String outcome,
    String muxBefore,
    String muxAfter,
    String backendBefore,
    String backendAfter,
    long bornMillis,
    long changeMillis,
    long ageMillis,
    long stallMillis,
    String detail) {}
