/**
 * Says how many nodes there should be, from what the cluster measures anyway: the queue as the census counts it, hand-overs and processors as each node
 * measures them. Read {@link dev.troupe.node.scaling.ScalingRules} first, which is all of the thinking and knows no actors;
 * {@link dev.troupe.node.scaling.ScalingAdvisor} feeds it. Nothing here starts or stops a node. Invariant: what is recommended is within its bounds, and does
 * not change twice within its cooldown.
 */
package dev.troupe.node.scaling;
