/**
 * How messages travel between nodes: as Kryo bytes of registered classes and nothing else. Begin with
 * {@link dev.troupe.node.wire.KryoMessageSerializer}; {@link dev.troupe.node.wire.WireRegistry} says which classes may travel and under which
 * number. It knows neither entities nor commands: they are named in the configuration, where they are bound to the serializer. Invariant: what
 * is read is equal to what was written, or it is refused; a node of another version never takes one shape for another. Nothing of this is
 * ever stored (that is JSON, see {@link dev.troupe.node.journal}).
 */
package dev.troupe.node.wire;
