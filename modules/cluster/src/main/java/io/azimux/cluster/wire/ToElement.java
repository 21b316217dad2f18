package io.azimux.cluster.wire;

/** Whatever an actor that hosts an element takes. Only the {@link Wire} part of it may travel. */
public interface ToElement {}
