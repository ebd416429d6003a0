package zerobridge.reach;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import zerobridge.codec.ProtocolException;

/**
 * Reads the XML of gateways, which is written by whoever is in the local network: no document
 * types, hence no entities and nothing fetched; bounded in depth and count. The caller bounds the
 * bytes.
 */
final class UpnpXml {
  /** Descriptions nest six deep; a deeper one is an attack. */
  private static final int MAX_DEPTH = 32;

  private static final int MAX_ELEMENTS = 2_000;
  private static final int MAX_TEXT = 2_000;

  private UpnpXml() {}

  /**
   * The texts of all elements that have no elements inside, grouped by the element they are in.
   *
   * @param group the local name of the elements that make a group, such as {@code service}
   * @return one map for each, in their order; texts outside any group come first, in a map of their
   *     own
   * @throws ProtocolException if it is no XML or breaks a limit
   */
  static List<Map<String, String>> groups(byte[] document, String group) throws ProtocolException {
    try {
      XMLStreamReader xml = factory().createXMLStreamReader(new ByteArrayInputStream(document));
      try {
        return read(xml, group);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      throw new ProtocolException("The router sends XML that can't be read.", e);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private static List<Map<String, String>> read(XMLStreamReader xml, String group)
      throws XMLStreamException, ProtocolException {
    Map<String, String> outside = new LinkedHashMap<>();
    List<Map<String, String>> all = new ArrayList<>(List.of(outside));
    Map<String, String> current = outside;
    StringBuilder text = new StringBuilder();
    int depth = 0;
    int elements = 0;
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD ->
            throw new ProtocolException("The router sends XML with a document type.");
        case XMLStreamConstants.START_ELEMENT -> {
          if (++depth > MAX_DEPTH || ++elements > MAX_ELEMENTS) {
            throw new ProtocolException("The router sends XML without end.");
          }
          text.setLength(0);
          if (xml.getLocalName().equals(group)) {
            current = new LinkedHashMap<>();
            all.add(current);
          }
        }
        case XMLStreamConstants.CHARACTERS -> {
          String more = xml.getText();
          text.append(more, 0, Math.min(more.length(), Math.max(0, MAX_TEXT - text.length())));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          if (xml.getLocalName().equals(group)) {
            current = outside;
          } else if (!text.isEmpty()) {
            current.putIfAbsent(xml.getLocalName(), text.toString().trim());
          }
          text.setLength(0);
        }
        default -> {}
      }
    }
    return all;
  }

  /** Text for the inside of an element. */
  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
