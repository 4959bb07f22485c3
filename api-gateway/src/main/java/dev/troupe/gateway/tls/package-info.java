/**
 * TLS from PEM files, as secrets bring them: read {@link dev.troupe.gateway.tls.PemFiles} first. Knows neither HTTP nor the cluster. Files that
 * change are read again while the process runs; files that are wrong then change nothing.
 */
package dev.troupe.gateway.tls;
