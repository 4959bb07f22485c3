/**
 * What a run says of itself: a table for the terminal, and a page with plots that needs nothing else to be looked at.
 *
 * <p>Read {@link dev.troupe.load.report.Page} first. Everything here is a pure function of a {@link dev.troupe.load.scenario.Report}.
 */
package dev.troupe.load.report;
