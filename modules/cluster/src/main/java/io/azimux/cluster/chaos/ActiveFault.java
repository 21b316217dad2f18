package io.azimux.cluster.chaos;

/**
 * A fault that lasts, for whoever looks at the cluster.
 *
 * @param fault what was done: {@code kill}, {@code cut}
 * @param target whom it meets: {@code mux-2}, {@code mux-2>router-1}
 */
public record ActiveFault(String fault, String target) {}
