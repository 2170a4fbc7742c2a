using System.Globalization;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>One row, understood or not: an asset, and what is wrong with it.</summary>
public sealed record AssetLine(int Row, string Name, IReadOnlyList<string> Wrong) : IImportLine
{
    private const int Longest = 200;
    private const int LongestText = 20_000;

    private static readonly Dictionary<string, AssetKind> Kinds = new(StringComparer.Ordinal)
    {
        ["physical"] = AssetKind.Physical,
        ["building"] = AssetKind.Physical,
        ["green space"] = AssetKind.Physical,
        ["blue space"] = AssetKind.Physical,
        ["park"] = AssetKind.Physical,
        ["land"] = AssetKind.Physical,
        ["site"] = AssetKind.Physical,
        ["building green or blue space"] = AssetKind.Physical,
        ["financial"] = AssetKind.Financial,
        ["business"] = AssetKind.Financial,
        ["investment"] = AssetKind.Financial,
        ["business or investment"] = AssetKind.Financial,
        ["community"] = AssetKind.Community,
        ["group"] = AssetKind.Community,
        ["social enterprise"] = AssetKind.Community,
        ["group or enterprise"] = AssetKind.Community,
        ["human"] = AssetKind.Human,
        ["people"] = AssetKind.Human,
        ["skill"] = AssetKind.Human,
        ["skills"] = AssetKind.Human,
        ["people s skills"] = AssetKind.Human,
    };

    private static readonly Dictionary<string, AssetCondition> Conditions = new(StringComparer.Ordinal)
    {
        ["in use"] = AssetCondition.InUse,
        ["used"] = AssetCondition.InUse,
        ["underused"] = AssetCondition.Underused,
        ["under used"] = AssetCondition.Underused,
        ["could be used more"] = AssetCondition.Underused,
        ["empty"] = AssetCondition.Empty,
        ["vacant"] = AssetCondition.Empty,
        ["derelict"] = AssetCondition.Empty,
        ["under threat"] = AssetCondition.UnderThreat,
        ["at risk"] = AssetCondition.UnderThreat,
    };

    private static readonly Dictionary<string, AssetOwnership> Ownerships = new(StringComparer.Ordinal)
    {
        ["organisation"] = AssetOwnership.Organisation,
        ["an organisation"] = AssetOwnership.Organisation,
        ["council"] = AssetOwnership.Organisation,
        ["company"] = AssetOwnership.Organisation,
        ["private person"] = AssetOwnership.NaturalPerson,
        ["person"] = AssetOwnership.NaturalPerson,
        ["private"] = AssetOwnership.NaturalPerson,
        ["individual"] = AssetOwnership.NaturalPerson,
        ["a private person"] = AssetOwnership.NaturalPerson,
        ["unknown"] = AssetOwnership.Unknown,
        ["not known"] = AssetOwnership.Unknown,
    };

    public AssetScale Scale { get; init; }
    public AssetKind Kind { get; init; }
    public AssetPlace Place { get; init; } = new("", null, null, null);
    public AssetOwnership Ownership { get; init; }
    public string? Owner { get; init; }
    public AssetDescription Description { get; init; } = new(default, "", null, "");
    public int? People { get; init; }
    public bool Sensitive { get; init; }

    public static IReadOnlyList<AssetLine> Of(Sheet sheet, IReadOnlyList<AssetField?> columns)
    {
        var layout = new SheetLayout<AssetField>(sheet, columns);
        return [.. sheet.Rows.Select(r => Of(r.Number, new RowCells<AssetField>(r, layout, AssetColumns.All)))];
    }

    private static AssetLine Of(int row, RowCells<AssetField> cells)
    {
        var name = cells.Text(AssetField.Name, Longest);
        if (name is null)
            cells.Refuse("The name of the asset is missing");
        var kind = One(cells, AssetField.Kind, Kinds, "What it is", "physical, financial, community, human");
        var owner = cells.Text(AssetField.Owner, Longest);
        return new AssetLine(row, name ?? "", cells.Wrong)
        {
            Scale = ScaleOf(cells),
            Kind = kind,
            Place = PlaceOf(cells, kind),
            Ownership = OwnershipOf(cells, owner),
            Owner = owner,
            Description = new AssetDescription(
                One(cells, AssetField.Condition, Conditions, "What state it is in", "in use, underused, empty, under threat"),
                Several(cells, AssetField.Use) ?? Missing(cells, "What it is used for is missing, or that it is not used"),
                Several(cells, AssetField.Opportunity),
                Several(cells, AssetField.Source) ?? Missing(cells, "Where this is known from is missing, for example a walk in May 2026")
            ),
            People = PeopleOf(cells, kind),
            Sensitive = SensitiveOf(cells),
        };
    }

    private static AssetScale ScaleOf(RowCells<AssetField> cells)
    {
        switch (SheetColumns.Plain(cells.Text(AssetField.Scale, Longest) ?? ""))
        {
            case "macro":
                return AssetScale.Macro;
            case "micro":
                return AssetScale.Micro;
            default:
                cells.Refuse("Say macro, for large institutions and capital projects, or micro, for what a neighbourhood has itself");
                return default;
        }
    }

    private static T One<T>(RowCells<AssetField> cells, AssetField field, Dictionary<string, T> words, string called, string known)
        where T : struct, Enum
    {
        var plain = SheetColumns.Plain(cells.Text(field, Longest) ?? "");
        if (words.TryGetValue(plain, out var one))
            return one;
        cells.Refuse($"{called} {(plain.Length == 0 ? "is missing" : "is not known")}. Write one of: {known}");
        return default;
    }

    private static AssetPlace PlaceOf(RowCells<AssetField> cells, AssetKind kind)
    {
        KnownPlace[] wards =
        [
            .. Places.Meant(cells.Text(AssetField.Ward, Longest)).Where(p => p.Kind is "ward" or "borough" or "district"),
        ];
        if (wards.Length != 1)
            cells.Refuse("The ward or district is missing, not known here, or may be several. Write its name or its code");
        var (latitude, longitude) = (Number(cells, AssetField.Latitude), Number(cells, AssetField.Longitude));
        if (kind == AssetKind.Human && (latitude ?? longitude) is not null)
            cells.Refuse(MapAssetHandler.SkillsHaveNoPoint.Sentence);
        else if (latitude is null != longitude is null)
            cells.Refuse(MapAssetHandler.HalfAPoint.Sentence);
        return new AssetPlace(wards is [var ward] ? ward.Code : "", null, latitude, longitude);
    }

    private static decimal? Number(RowCells<AssetField> cells, AssetField field)
    {
        if (cells.Text(field, Longest) is not { } said)
            return null;
        if (Typed.Number(said, out var number) && number is { } known)
            return known;
        cells.Refuse($"{AssetColumns.All.Called(field)} is not a number such as 52.4862");
        return null;
    }

    // Whether a name is a person's decides who may read it: where a sheet does not say, nobody guesses.
    private static AssetOwnership OwnershipOf(RowCells<AssetField> cells, string? owner)
    {
        var said = cells.Text(AssetField.Ownership, Longest);
        if (said is null)
        {
            if (owner is not null)
                cells.Refuse("Say whether the owner is an organisation or a private person. A person’s name is kept sealed");
            return AssetOwnership.Unknown;
        }
        if (!Ownerships.TryGetValue(SheetColumns.Plain(said), out var ownership))
            cells.Refuse("Whose it is is not known. Write organisation, private person or unknown");
        else if (ownership == AssetOwnership.Unknown && owner is not null)
            cells.Refuse("An owner is named who is said to be unknown. Say whether it is an organisation or a private person");
        return ownership;
    }

    private static int? PeopleOf(RowCells<AssetField> cells, AssetKind kind)
    {
        var said = cells.Text(AssetField.People, Longest);
        if (said is null)
        {
            if (kind == AssetKind.Human)
                cells.Refuse(MapAssetHandler.PeopleMissing.Sentence);
            return null;
        }
        if (kind != AssetKind.Human)
            cells.Refuse(MapAssetHandler.PeopleNotAsked.Sentence);
        if (int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var people) && people > 0)
            return people;
        cells.Refuse(MapAssetHandler.PeopleMissing.Sentence);
        return null;
    }

    private static bool SensitiveOf(RowCells<AssetField> cells)
    {
        switch (SheetColumns.Plain(cells.Text(AssetField.Sensitive, Longest) ?? ""))
        {
            case "yes" or "y" or "true" or "x":
                return true;
            case "" or "no" or "n" or "false":
                return false;
            default:
                cells.Refuse("Say yes or no: is it sensitive, and kept off the public map?");
                return true;
        }
    }

    // A cell may have several lines.
    private static string? Several(RowCells<AssetField> cells, AssetField field)
    {
        var text = cells[field].Text;
        if (text is { Length: > LongestText })
            cells.Refuse($"{AssetColumns.All.Called(field)} is too long");
        return string.IsNullOrEmpty(text) ? null : text;
    }

    private static string Missing(RowCells<AssetField> cells, string sentence)
    {
        cells.Refuse(sentence);
        return "";
    }
}
