package org.dosekit.dicom.file;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of a data set. Keeps those of {@link Attribute} and passes over the others;
 * private elements are passed over too, whatever they hold.
 */
final class DataSetParser {
  /** Plans nest five deep. */
  private static final int MAX_DEPTH = 24;

  /** Larger values stay in the file. */
  private static final long MAX_VALUE_IN_MEMORY = 64L << 20;

  private static final long UNDEFINED = 0xFFFF_FFFFL;
  private static final int ITEM = 0xFFFE_E000;
  private static final int ITEM_END = 0xFFFE_E00D;
  private static final int SEQUENCE_END = 0xFFFE_E0DD;

  private final DicomInput in;

  DataSetParser(DicomInput in) {
    this.in = in;
  }

  /** Where a data set ends: at a byte, or at a delimiter before that byte. */
  private record Extent(long end, boolean delimited) {}

  /** The head of an element. */
  private record Head(int tag, @Nullable Vr vr, long length) {
    boolean hasUndefinedLength() {
      return length == UNDEFINED;
    }
  }

  /** The file's meta information: explicit, little-endian, as long as the group is 2. */
  DataSet readMeta() throws IOException {
    TreeMap<Attribute, Element> elements = new TreeMap<>();
    in.order(ByteOrder.LITTLE_ENDIAN);
    while (in.size() - in.position() >= 4) {
      long start = in.position();
      int tag = in.tag();
      in.position(start);
      if (tag >>> 16 != 2) {
        break;
      }
      element(head(true), true, Charsets.DEFAULT, in.size(), 0, elements);
    }
    return new DataSet(in.subject(), Charsets.DEFAULT, elements);
  }

  /** All from here to the end. */
  DataSet readAll(boolean explicit) throws IOException {
    return dataSet(new Extent(in.size(), false), explicit, Charsets.DEFAULT, 0);
  }

  private DataSet dataSet(Extent extent, boolean explicit, Charsets outer, int depth)
      throws IOException {
    if (depth > MAX_DEPTH) {
      throw in.damaged("sequences nested more than " + MAX_DEPTH + " deep");
    }
    TreeMap<Attribute, Element> elements = new TreeMap<>();
    Charsets charsets = outer;
    while (in.position() < extent.end) {
      Head head = head(explicit);
      if (head.tag == ITEM_END && extent.delimited) {
        return new DataSet(in.subject(), charsets, elements);
      }
      if (element(head, explicit, charsets, extent.end, depth, elements)
          && head.tag == Attribute.SPECIFIC_CHARACTER_SET.tag()) {
        charsets = Charsets.of(in.subject(), elements.get(Attribute.SPECIFIC_CHARACTER_SET));
      }
    }
    if (extent.delimited || in.position() > extent.end) {
      throw in.damaged("an item that does not end where it must");
    }
    return new DataSet(in.subject(), charsets, elements);
  }

  private Head head(boolean explicit) throws IOException {
    int tag = in.tag();
    if (tag >>> 16 == 0xFFFE || !explicit) {
      long length = in.unsignedInt();
      Vr vr = tag >>> 16 == 0xFFFE ? null : Attribute.of(tag).map(Attribute::vr).orElse(Vr.UN);
      return new Head(tag, vr, length);
    }
    int first = in.unsignedByte();
    int second = in.unsignedByte();
    Optional<Vr> vr = Vr.of(first, second);
    if (vr.isEmpty()) {
      throw in.damaged(
          "an element (%04X,%04X) without a known value representation"
              .formatted(tag >>> 16, tag & 0xFFFF));
    }
    if (vr.get().hasLongLength()) {
      in.skip(2);
      return new Head(tag, vr.get(), in.unsignedInt());
    }
    return new Head(tag, vr.get(), in.unsignedShort());
  }

  /** Reads or passes over a value; whether it was kept. */
  private boolean element(
      Head head,
      boolean explicit,
      Charsets charsets,
      long end,
      int depth,
      Map<Attribute, Element> elements)
      throws IOException {
    if (head.vr == null) {
      throw in.damaged("a delimiter where an element must be");
    }
    if (!head.hasUndefinedLength() && head.length > end - in.position()) {
      throw in.damaged(
          "a value of " + head.length + " bytes where " + (end - in.position()) + " are left");
    }
    Optional<Attribute> known = Attribute.of(head.tag);
    if (known.isEmpty()) {
      pass(head, explicit, charsets, end, depth);
      return false;
    }
    if (elements.containsKey(known.get())) {
      throw in.damaged(known.get() + " twice in a data set");
    }
    elements.put(known.get(), value(known.get(), head, explicit, charsets, end, depth));
    return true;
  }

  private void pass(Head head, boolean explicit, Charsets charsets, long end, int depth)
      throws IOException {
    if (!head.hasUndefinedLength()) {
      in.skip(head.length);
    } else if (head.vr == Vr.OB || head.vr == Vr.OW) {
      fragments(end);
    } else {
      // Only its items tell where it ends; an unknown one holds implicit elements (PS3.5, 6.2.2).
      items(head, explicit && head.vr == Vr.SQ, charsets, end, depth);
    }
  }

  private Element value(
      Attribute attribute, Head head, boolean explicit, Charsets charsets, long end, int depth)
      throws IOException {
    boolean unknown = explicit && head.vr == Vr.UN;
    Vr vr = unknown || head.vr == null ? attribute.vr() : head.vr;
    if (vr == Vr.SQ || (attribute.vr() == Vr.SQ && head.hasUndefinedLength())) {
      ByteOrder outer = in.order();
      if (unknown) {
        in.order(ByteOrder.LITTLE_ENDIAN);
      }
      Element items = items(head, explicit && !unknown, charsets, end, depth);
      in.order(outer);
      return items;
    }
    ByteOrder order = unknown ? ByteOrder.LITTLE_ENDIAN : in.order();
    if (head.hasUndefinedLength()) {
      if (attribute != Attribute.PIXEL_DATA) {
        throw in.damaged(attribute + " of undefined length");
      }
      return new Element.Fragments(vr, in.source(), fragments(end));
    }
    if (attribute == Attribute.PIXEL_DATA) {
      long position = in.position();
      in.skip(head.length);
      return new Element.Deferred(vr, order, in.source(), position, head.length);
    }
    if (head.length > MAX_VALUE_IN_MEMORY) {
      throw in.damaged(attribute + " of " + head.length + " bytes; at most 64 MiB");
    }
    return new Element.Bytes(vr, order, in.bytes(head.length));
  }

  private Element.Items items(Head head, boolean explicit, Charsets charsets, long end, int depth)
      throws IOException {
    boolean delimited = head.hasUndefinedLength();
    long sequenceEnd = delimited ? end : in.position() + head.length;
    List<DataSet> items = new ArrayList<>();
    while (in.position() < sequenceEnd) {
      int tag = in.tag();
      long length = in.unsignedInt();
      if (tag == SEQUENCE_END && delimited) {
        return new Element.Items(items);
      }
      if (tag != ITEM) {
        throw in.damaged("no item where a sequence must have one");
      }
      boolean itemDelimited = length == UNDEFINED;
      if (!itemDelimited && length > sequenceEnd - in.position()) {
        throw in.damaged("an item longer than its sequence");
      }
      long itemEnd = itemDelimited ? sequenceEnd : in.position() + length;
      items.add(dataSet(new Extent(itemEnd, itemDelimited), explicit, charsets, depth + 1));
    }
    if (delimited || in.position() > sequenceEnd) {
      throw in.damaged("a sequence that does not end where it must");
    }
    return new Element.Items(items);
  }

  /** The fragments of compressed pixel data but for the first, which is the offset table. */
  private List<Element.Span> fragments(long end) throws IOException {
    List<Element.Span> spans = new ArrayList<>();
    while (in.position() < end) {
      int tag = in.tag();
      long length = in.unsignedInt();
      if (tag == SEQUENCE_END) {
        return spans.isEmpty() ? spans : List.copyOf(spans.subList(1, spans.size()));
      }
      if (tag != ITEM || length > end - in.position()) {
        throw in.damaged("no whole fragment where pixel data must have one");
      }
      spans.add(new Element.Span(in.position(), length));
      in.skip(length);
    }
    throw in.damaged("pixel data without an end");
  }
}
