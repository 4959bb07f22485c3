/**
 * Deploying on Docker Swarm: {@link dev.troupe.cli.deploy.Deployment} is the file to read first. Runs the docker command, which says
 * itself which Swarm it speaks to (DOCKER_HOST, contexts), and keeps no state but a record of what was done. What is deployed stands in
 * deploy/swarm-stack.yml.
 */
package dev.troupe.cli.deploy;
