# XML: trees, events, documents, and what is wrong with them.
import xml.etree.ElementTree as ET
import xml.dom.minidom as md
import xml.sax, io
doc='''<?xml version="1.0"?>
<data xmlns:f="http://f.org" xmlns="http://d.org">
    <!-- hi --><?pi some data?>
    <country name="Li&amp;e &#65;">
        <rank>1</rank><f:year a='1' f:b="2">2008</f:year>
        <![CDATA[ <x> & ]]> tail
    </country><empty/>
</data>
'''
r=ET.fromstring(doc); print(r.tag,r.attrib)
for e in r.iter(): print(e.tag,e.attrib,repr(e.text),repr(e.tail))
print(ET.tostring(r,encoding='unicode'))
print(r.find('{http://d.org}country').get('name'), r.findall('.//{http://f.org}year')[0].text)
for bad in ['','<a>','<a></b>','hello','<a/>x','<a/><b/>','<a>&foo;</a>','<a b=1/>','<a b="1" b="2"/>','<a','<a>]]></a>','<a>& b</a>','<a><</a>','<a b/>','<a:b/>','<a>&#0;</a>','<a>\x01</a>','<?xml version="1.0"?><?xml version="1.0"?><a/>',' <?xml version="1.0"?><a/>','<a b="<"/>','<a b="&x;"/>','<a><!-- -- --></a>','</a>','<a>\n<b>\n</a>','<1/>','<a b="1"c="2"/>','<a><b></b','<!DOCTYPE a [<!ENTITY x "yes <b>bold</b>">]><a>&x;</a>','<!DOCTYPE a [<!ENTITY x "&y;"><!ENTITY y "&x;">]><a>&x;</a>','<!DOCTYPE a SYSTEM "u"><a>&q;</a>','<a>&lt;&#x41;é</a>','<a xmlns:x=""/>','<a><![CDATA[x','<a attr="x\ny"/>','<a >\r\nx\r\n</a >','<a>&amp</a>','\n\n<a/>\n<!-- c -->\n','<!DOCTYPE a [<!ATTLIST a d CDATA "dd" r CDATA #IMPLIED>]><a/>','<a><?xml x?></a>','<a>&;</a>','<a b=\'1\' />','<?xml version="1.0" encoding="latin-1"?><a>x</a>','<?xml version=1.0?><a/>']:
    try:
        x=ET.fromstring(bad); print(repr(bad),'OK',ET.tostring(x), x.attrib)
    except ET.ParseError as e: print(repr(bad),e,e.code,e.position)
d=md.parseString(doc); print(d.documentElement.tagName,[c.nodeName for c in d.documentElement.childNodes]); print(d.toxml()[:200]); print(d.getElementsByTagName('rank')[0].firstChild.data)
class H(xml.sax.ContentHandler):
    def startElement(self,n,a): print('start',n,dict(a))
    def endElement(self,n): print('end',n)
    def characters(self,c): print('chars',repr(c))
xml.sax.parseString(doc.encode(),H())
for ev,e in ET.iterparse(io.BytesIO(doc.encode()),events=('start','end','start-ns','end-ns','comment','pi')): print(ev,e if isinstance(e,tuple) or e is None else e.tag if isinstance(e.tag,str) else e.text)
from xml.parsers import expat
p=expat.ParserCreate()
for n in ('StartElement','EndElement','CharacterData','Comment','ProcessingInstruction','XmlDecl','StartCdataSection','EndCdataSection','Default','StartDoctypeDecl','EndDoctypeDecl','EntityDecl'):
    setattr(p,n+'Handler',lambda *a,n=n: print(n,a))
p.Parse(doc.replace('\n','\n')); p.Parse('',True)
import plistlib
print(plistlib.loads(plistlib.dumps({'a':1,'b':[1.5,True,b'x'],'c':{'d':'e'}})))
root=ET.Element('r'); ET.SubElement(root,'c',x='1').text='t & u'; ET.indent(root); print(ET.tostring(root).decode()); ET.dump(root)
t=ET.ElementTree(root); f=io.BytesIO(); t.write(f,encoding='utf-8',xml_declaration=True); print(f.getvalue())
print(ET.fromstring('<a>é€</a>'.encode('utf-16')).text, ET.fromstring('<?xml version="1.0" encoding="iso-8859-1"?><a>\xe9</a>'.encode('latin1')).text)
