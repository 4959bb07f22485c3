package dev.troupe.node.journal;

import akka.persistence.PersistentRepr;
import akka.persistence.jdbc.AkkaSerialization;
import akka.persistence.jdbc.journal.dao.JournalTables.JournalAkkaSerializationRow;
import akka.persistence.journal.Tagged;
import akka.serialization.Serialization;
import java.util.Optional;
import scala.jdk.javaapi.OptionConverters;

/** Makes rows of events and events of rows, by Akka's serializers. Safe from every thread. */
final class EventRows {
  private final Serialization serialization;

  EventRows(Serialization serialization) {
    this.serialization = serialization;
  }

  /**
   * Of an event of Akka Persistence.
   *
   * @throws EventRefused if the event is nothing this journal stores
   */
  JournalRow of(PersistentRepr event) {
    if (event.payload() instanceof Tagged) {
      throw new EventRefused("Expected an event without tags, because the journal has no table for them;"
          + " readers ask by the audit columns.");
    }
    if (!(event.payload() instanceof JournalFacts facts)) {
      throw new EventRefused("Expected an event that implements JournalFacts, but " + event.payload().getClass().getName() + " does not.");
    }
    return row(
        event.persistenceId(),
        event.sequenceNr(),
        event.deleted(),
        event.writerUuid(),
        event.timestamp(),
        event.manifest(),
        OptionConverters.toJava(event.metadata()).map(this::serializeMeta).orElse(null),
        facts);
  }

  /** @throws EventRefused if the event is nothing this journal stores */
  JournalRow of(String persistenceId, long sequenceNumber, String writer, JournalFacts facts) {
    return row(persistenceId, sequenceNumber, false, writer, System.currentTimeMillis(), "", null, facts);
  }

  Object event(JournalAkkaSerializationRow row) {
    return AkkaSerialization.fromRow(serialization, row).get()._1().payload();
  }

  private JournalRow row(
      String persistenceId,
      long sequenceNumber,
      boolean deleted,
      String writer,
      long writtenAtMillis,
      String adapterManifest,
      JournalRow.Stored meta,
      JournalFacts facts) {
    if (facts.at() == null) {
      throw new EventRefused("Expected " + facts.getClass().getName() + " to say when it happened, but at() is null.");
    }
    return new JournalRow(
        persistenceId,
        sequenceNumber,
        deleted,
        writer,
        writtenAtMillis,
        adapterManifest,
        serialize(facts),
        meta,
        facts.at(),
        facts.action(),
        valueOf(facts.agentId()),
        valueOf(facts.actor()),
        valueOf(facts.requestId()),
        valueOf(facts.traceId()),
        valueOf(facts.span()));
  }

  private JournalRow.Stored serialize(Object event) {
    AkkaSerialization.AkkaSerialized stored = AkkaSerialization.serialize(serialization, event).get();
    return new JournalRow.Stored(stored.serId(), stored.serManifest(), stored.payload());
  }

  /** As stock: metadata that cannot be serialized is left out, the event is stored. */
  private JournalRow.Stored serializeMeta(Object meta) {
    return AkkaSerialization.serialize(serialization, meta).isSuccess() ? serialize(meta) : null;
  }

  /** An event class may well return null for "none", even though it should not. */
  private static String valueOf(Optional<String> text) {
    return text == null ? null : text.orElse(null);
  }
}
