package org.dosekit.dicom.file;

import java.nio.ByteOrder;
import java.util.List;

/** The value of an attribute as it stands in the file. */
sealed interface Element {
  /** How it is encoded. */
  Vr vr();

  /** Bytes in memory. */
  record Bytes(Vr vr, ByteOrder order, byte[] bytes) implements Element {}

  /** Bytes left in their source until asked for. */
  record Deferred(Vr vr, ByteOrder order, ByteSource source, long position, long length)
      implements Element {}

  /** Fragments of compressed pixel data, left in their source; the offset table is not kept. */
  record Fragments(Vr vr, ByteSource source, List<Span> spans) implements Element {}

  /** Nested data sets. */
  record Items(List<DataSet> items) implements Element {
    @Override
    public Vr vr() {
      return Vr.SQ;
    }
  }

  /** A part of a source. */
  record Span(long position, long length) {}
}
