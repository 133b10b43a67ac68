"""XML documents as dicts, and dicts as XML documents, guided by the schemas that the client was generated with.

How a dict and a document correspond:

* The document element has the ``xml.name`` of the schema. A property is a child element of its name, or an attribute
  (``xml.attribute``), or the text of its element (``xml.x-text``). With ``xml.x-or-text`` it is written as a child
  element; if that element is missing when a document is read, the text around it is the value. What belongs in an
  attribute or a text is also read from a child element of its name.
* An array is a repeated element without a wrapper. A single element where the schema has an array is a list of one.
* What does not fit the schema stays as it is: a text of another type, elements in place of a text as a dict, and values
  that come more than once, because none can be preferred, as a list. The client's generated parser decides: an optional
  member becomes None with its raw value in ``additional_properties``, a required one is an error.
* A missing key and None are an absent element or attribute. An empty element is None if the schema allows null, else
  ``""`` if it allows a string, else it counts as absent.
* Free text is taken as it is. Everything else is stripped: numbers, booleans (``true``, ``1``, ``false``, ``0``),
  strings with a format other than ``password``, and text beside child elements.
* What the schema does not know is kept: an element under its name (as text, as None if empty, as a dict, or as a list
  if repeated), an attribute under ``"@name"``, and text beside either under ``"#text"``. Attributes are dropped where
  the schema has a plain value, because there is no place for them.
* Names are compared without their prefix. Attributes with a prefix belong to other vocabularies and are dropped.

`load_xml` does not check properties; the client's generated parser does. A document that it refuses costs at
most 50 ms and 16 MB, whatever its content.

Start with ``schema.py`` (what a schema says about an element); ``read.py`` and ``write.py`` stand on it, ``parser.py`` is
expat, within limits. ``read_json.py`` reads what a server sends as JSON in place of a document.
"""

from .parser import XmlError
from .read import load_xml
from .read_json import read_json
from .schema import Shape, compile_schema
from .write import dump_xml

__all__ = ["Shape", "XmlError", "compile_schema", "dump_xml", "load_xml", "read_json"]
