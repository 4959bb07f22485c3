/**
 * One work item: what it may do and what it keeps. Read {@link dev.troupe.node.work.WorkRules} first: what an item decides is a pure
 * function of its state, a command and the time. {@link dev.troupe.node.work.WorkEvolution} makes the next state out of an event, and
 * {@link dev.troupe.node.work.WorkItem} is the actor that stores events, keeps the lease's clock and tells others.
 * {@link dev.troupe.node.work.WorkClerk}, one on each coordinator, asks or proposes many items for one message.
 * The rules may not depend on Akka's machinery, nor on the dispatcher or the read side.
 * Invariant: at most one lease at any moment, each with a higher token than every lease before it.
 */
package dev.troupe.node.work;
