package io.azimux.cluster.bootstrap;

/**
 * How a process looks for the others among the pods of its Kubernetes namespace.
 *
 * @param port of Pekko Management, where processes ask one another and Kubernetes asks for health;
 *     0 is none
 * @param quorum processes that must have found one another before they form a cluster: more than
 *     half of all, so that no two groups can form one each
 */
public record Bootstrap(int port, int quorum) {
  /** Port of Pekko Management unless something else is said. */
  public static final int DEFAULT_PORT = 7626;

  /** With a quorum for a cluster of so many processes. */
  public static Bootstrap of(int port, int clusterSize) {
    return new Bootstrap(port, clusterSize / 2 + 1);
  }
}
