using System.Globalization;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Library;

/// <summary>A page about one item of the library.</summary>
public abstract class LibraryPage(PageRooms rooms, LibraryShelf shelf) : RoomsPage(rooms)
{
    public LibraryRow Item { get; private set; } = null!;
    public string Back => $"/library/{Item.ItemId}";
    public bool Writes => Who.ActsFor(Item.OrganisationId, LibraryAccess.Writing);

    /// <summary>False where it is not there, or not theirs to change.</summary>
    protected async Task<bool> LoadAsync(Guid item, bool writes = true)
    {
        await BeginAsync(shelf);
        if (await shelf.SeenByAsync(Who, item, Rooms.Database, HttpContext.RequestAborted) is not { } row)
            return false;
        Item = row;
        if (writes && (!Writes || row.Stage == LibraryStage.Withdrawn))
            return false;
        await NameAsync([row.OrganisationId]);
        return true;
    }
}

/// <summary>What is written about an item on its form.</summary>
public interface IWritesLibraryText
{
    string? Title { get; }
    string? Summary { get; }
    string? Body { get; }
    LibraryLicence? Licence { get; }
    string? Language { get; }

    LibraryText Text => new(Title?.Trim() ?? "", Summary?.Trim() ?? "", Body?.Trim() ?? "", Licence ?? default, Language ?? "");

    /// <summary>"text.title" is Title on a form.</summary>
    static string Field(string field) => field[(field.LastIndexOf('.') + 1)..];
}

/// <summary>What the library calls things on pages and in its feed.</summary>
internal static class LibraryWords
{
    public static string Of(LibraryKind kind) =>
        kind switch
        {
            LibraryKind.CaseStudy => "Case study",
            LibraryKind.Learning => "What was learnt",
            LibraryKind.Post => "Post",
            _ => "Output",
        };

    public static string Of(LibraryLicence licence) =>
        licence switch
        {
            LibraryLicence.CreativeCommonsAttribution => "Creative Commons Attribution 4.0",
            LibraryLicence.OpenGovernment => "Open Government Licence v3.0",
            _ => "All rights reserved",
        };

    public static Uri? Address(LibraryLicence licence) =>
        licence switch
        {
            LibraryLicence.CreativeCommonsAttribution => new Uri("https://creativecommons.org/licenses/by/4.0/"),
            LibraryLicence.OpenGovernment => new Uri("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"),
            _ => null,
        };

    /// <summary>A figure as its report says it.</summary>
    public static string Of(LinkedFigure figure) =>
        figure.Unit == Money.Pounds
            ? new Money(figure.Value).ToString()
            : $"{figure.Value.ToString("#,##0.############################", CultureInfo.InvariantCulture)} {figure.Unit}";

    public static string Of(LibraryStage stage) =>
        stage switch
        {
            LibraryStage.Draft => "Draft",
            LibraryStage.Published => "Published",
            _ => "Withdrawn",
        };

    public static string Direction(string language) => language is "ar" or "ur" ? "rtl" : "ltr";

    public static string Language(string code) => LibraryAccess.Languages.FirstOrDefault(l => l.Value == code)?.Label ?? code;
}
