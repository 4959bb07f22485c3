package dev.troupe.gateway.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.troupe.protocol.ClaimGrant;
import dev.troupe.protocol.Progress;
import dev.troupe.protocol.Usage;
import dev.troupe.protocol.WorkSpec;
import dev.troupe.protocol.WorkView;
import java.io.IOException;
import java.util.List;

/** Work items and claims as the contract writes them. The lease token stands in a claim alone, never in an item. */
final class WorkViews {
  private WorkViews() {}

  static void work(JsonGenerator to, WorkView work) throws IOException {
    WorkSpec spec = work.spec();
    to.writeStartObject();
    to.writeStringField("id", work.id().value());
    to.writeStringField("work_type", spec.workType());
    to.writeStringField("title", spec.title());
    to.writeStringField("description", spec.description());
    to.writeStringField("status", JsonWriting.lower(work.status()));
    to.writeStringField("priority", JsonWriting.lower(spec.priority()));
    to.writeStringField("team", spec.team().value());
    JsonWriting.texts(to, "requires", spec.requires());
    JsonWriting.texts(to, "depends_on", spec.dependsOn());
    JsonWriting.instant(to, "run_at", work.runAt());
    to.writeNumberField("lease_seconds", spec.lease().toSeconds());
    to.writeNumberField("max_attempts", spec.maxAttempts());
    to.writeNumberField("backoff_seconds", spec.backoff().toSeconds());
    to.writeBooleanField("review", spec.review());
    JsonWriting.texts(to, "resources", spec.resources());
    to.writeNumberField("attempt", work.attempt());
    progress(to, work.progress());
    lifecycle(to, work);
    JsonWriting.raw(to, "payload", spec.payload());
    usage(to, work.usage());
    JsonWriting.number(to, "story_points", spec.storyPoints());
    JsonWriting.text(to, "epic_id", spec.epicId());
    to.writeNumberField("version", work.version());
    to.writeEndObject();
  }

  static void claim(JsonGenerator to, ClaimGrant grant) throws IOException {
    to.writeStartObject();
    to.writeFieldName("work");
    work(to, grant.work());
    to.writeNumberField("lease_token", grant.token().value());
    JsonWriting.instant(to, "lease_expires_at", grant.leaseExpiresAt());
    to.writeNumberField("attempt", grant.attempt());
    to.writeEndObject();
  }

  static void claims(JsonGenerator to, List<ClaimGrant> grants) throws IOException {
    to.writeStartObject();
    to.writeArrayFieldStart("claims");
    for (ClaimGrant grant : grants) {
      claim(to, grant);
    }
    to.writeEndArray();
    to.writeEndObject();
  }

  static void usage(JsonGenerator to, Usage usage) throws IOException {
    to.writeObjectFieldStart("usage");
    to.writeNumberField("tokens_in", usage.tokensIn());
    to.writeNumberField("tokens_out", usage.tokensOut());
    to.writeNumberField("cost_usd", usage.costUsd());
    to.writeEndObject();
  }

  private static void progress(JsonGenerator to, Progress progress) throws IOException {
    to.writeObjectFieldStart("progress");
    to.writeNumberField("percent", progress.percent());
    to.writeStringField("note", progress.note());
    JsonWriting.raw(to, "checkpoint", progress.checkpoint());
    JsonWriting.instant(to, "at", progress.at());
    to.writeEndObject();
  }

  private static void lifecycle(JsonGenerator to, WorkView work) throws IOException {
    JsonWriting.text(to, "claimed_by", work.claimedBy());
    JsonWriting.instant(to, "claimed_at", work.claimedAt());
    JsonWriting.instant(to, "lease_expires_at", work.leaseExpiresAt());
    JsonWriting.instant(to, "created_at", work.createdAt());
    JsonWriting.instant(to, "completed_at", work.completedAt());
    JsonWriting.text(to, "outcome", JsonWriting.lower(work.outcome()));
    JsonWriting.raw(to, "result", work.result());
    JsonWriting.text(to, "handoff", work.handoff());
    JsonWriting.text(to, "failure", work.failure());
  }
}
