/**
 * Walks the HTTP contract row by row against a cluster that runs, as a client nobody here wrote would.
 *
 * <p>Read {@code ContractCommand} first, then {@code Walk}. It speaks plain HTTP and JSON and knows no class of the service or of the
 * client library, so that a mistake in those cannot hide one in the contract. Invariant: every row of the contract has a line here,
 * shown or with the reason why it cannot be shown.
 */
package dev.troupe.load.contract;
