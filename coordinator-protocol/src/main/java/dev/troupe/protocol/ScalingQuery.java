package dev.troupe.protocol;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.ServiceKey;

/** What the scaling advisor can be asked; one node of the cluster has it. */
public sealed interface ScalingQuery {
  ServiceKey<ScalingQuery> SERVICE_KEY = ServiceKey.create(ScalingQuery.class, "scaling");

  /** How many nodes should there be? */
  record Advise(ActorRef<ScalingReply> replyTo) implements ScalingQuery {}

  /** What is answered. */
  sealed interface ScalingReply {
    record Advised(ScalingAdvice advice) implements ScalingReply {}

    record Refused(Refusal refusal) implements ScalingReply {}
  }
}
