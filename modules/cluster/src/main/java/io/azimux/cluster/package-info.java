/**
 * The distributed host of the nodes: each element is a clustered Pekko actor.
 *
 * <p>Actors here are thin. They translate messages into bursts, hand them to a node and carry away
 * what its outbox holds; they decide nothing a node could decide. Generated Protobuf classes do not
 * leave this package tree.
 */
@NullMarked
package io.azimux.cluster;

import org.jspecify.annotations.NullMarked;
