package io.azimux.node.message;

/** A message from one element to another. */
public sealed interface PeerMessage
    permits RouteAnnouncement,
        GoalState,
        ResolveAddress,
        AddressResolved,
        HealthReport,
        Subscribe,
        ClientCommand,
        OperatorCommand,
        RoutingBytes,
        FlowBatch,
        BatchStored,
        FlowSync,
        FlowOwnership,
        SharedValue,
        HostHealth,
        Places {}
