package io.azimux.node.message;

/** A message from one element to another. */
public sealed interface PeerMessage
    permits GoalState,
        ResolveAddress,
        AddressResolved,
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
