"""The XML bridge."""

from .bridge import XmlError, dump_xml, load_xml

__all__ = ["XmlError", "dump_xml", "load_xml"]
