/** Holds monitoring/ against a real Prometheus and a running node. Read {@code LiveMonitoringTest} first. */
package dev.troupe.load.monitoring;
