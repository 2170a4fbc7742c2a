using System.Globalization;
using System.Text;
using System.Xml;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

/// <summary>The newest of the library as an Atom feed (RFC 4287). An entry keeps its id, whatever becomes of the address.</summary>
public static class LibraryFeed
{
    private const string Atom = "http://www.w3.org/2005/Atom";
    private const int Newest = 50;

    public static byte[] Write(Uri site, string title, IReadOnlyList<LibraryRow> items, Func<Guid, string> nameOf, DateTimeOffset empty)
    {
        using var written = new MemoryStream();
        using (var xml = XmlWriter.Create(written, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = true }))
        {
            xml.WriteStartElement("feed", Atom);
            xml.WriteAttributeString("xml", "lang", null, "en-GB");
            Text(xml, "id", new Uri(site, "/library").AbsoluteUri);
            Text(xml, "title", title);
            Text(xml, "updated", Instant(items.Count == 0 ? empty : items.Max(i => i.UpdatedAt)));
            Link(xml, "self", new Uri(site, "/library/feed.atom"), "application/atom+xml");
            Link(xml, "alternate", new Uri(site, "/library"), "text/html");
            foreach (var item in items)
                Entry(xml, site, item, nameOf(item.OrganisationId));
            xml.WriteEndElement();
        }
        return written.ToArray();
    }

    private static void Entry(XmlWriter xml, Uri site, LibraryRow item, string author)
    {
        xml.WriteStartElement("entry", Atom);
        xml.WriteAttributeString("xml", "lang", null, item.Text.Language);
        Text(xml, "id", $"urn:uuid:{item.ItemId}");
        Text(xml, "title", item.Text.Title);
        Text(xml, "published", Instant(item.PublishedAt!.Value));
        Text(xml, "updated", Instant(item.UpdatedAt));
        xml.WriteStartElement("author", Atom);
        Text(xml, "name", author);
        xml.WriteEndElement();
        xml.WriteStartElement("category", Atom);
        xml.WriteAttributeString("term", item.Kind.ToString());
        xml.WriteAttributeString("label", LibraryWords.Of(item.Kind));
        xml.WriteEndElement();
        Link(xml, "alternate", new Uri(site, $"/library/{item.ItemId}"), "text/html");
        if (LibraryWords.Address(item.Text.Licence) is { } licence)
            Link(xml, "license", licence, null);
        Text(xml, "rights", LibraryWords.Of(item.Text.Licence));
        Text(xml, "summary", item.Text.Summary);
        xml.WriteEndElement();
    }

    // What XML cannot hold is left out: a text may bear a control character from elsewhere.
    private static void Text(XmlWriter xml, string name, string text) =>
        xml.WriteElementString(name, Atom, string.Concat(text.EnumerateRunes().Where(r => IsXml(r)).Select(r => r.ToString())));

    private static bool IsXml(Rune rune) => rune.Value is 9 or 10 or 13 or (>= 0x20 and not (0xFFFE or 0xFFFF));

    private static void Link(XmlWriter xml, string relation, Uri to, string? type)
    {
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", relation);
        if (type is not null)
            xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", to.AbsoluteUri);
        xml.WriteEndElement();
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/library/feed.atom",
                async (HttpContext http, LibraryShelf view, PageRooms rooms, Settings settings) =>
                {
                    await rooms.FreshAsync(http, view);
                    var items = (await view.PublishedAsync(rooms.Rows, null, null, null, Newest, http.RequestAborted)).Items;
                    var names = await rooms.NamesAsync(items.Select(i => i.OrganisationId), http.RequestAborted);
                    return Results.Bytes(
                        Write(
                            new Uri(settings.Address),
                            $"{Site.Name}: library",
                            items,
                            o => names.GetValueOrDefault(o, "An organisation"),
                            DateTimeOffset.UnixEpoch
                        ),
                        "application/atom+xml; charset=utf-8"
                    );
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces(200, contentType: "application/atom+xml")
            .WithName("LibraryFeed")
            .WithTags("Library");
}
