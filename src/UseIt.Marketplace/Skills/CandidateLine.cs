using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>What is said of everybody in a file, where a row says nothing of its own.</summary>
public sealed record CandidateTerms(string Pathway, LawfulBasis Basis, DateOnly NoticeGivenOn, ReferralSource ReferredBy)
{
    public string? NoticeLanguage { get; init; }
    public string? Programme { get; init; }
}

/// <summary>One row, understood or not: a person, and what is wrong with it. No sentence repeats what stands in a cell.</summary>
public sealed record CandidateLine(int Row, string Name, string Contact, IReadOnlyList<string> Wrong) : IImportLine
{
    private const int Longest = 200;
    private const int LongestContact = 254;
    private const int LongestQualification = 2_000;
    private const int LongestHistory = 5_000;
    private const int LongestLanguage = 100;

    // A telephone number here, with its first 0.
    private const int Digits = 11;

    private static readonly Dictionary<string, ReferralSource> Sources = new(
        Enum.GetValues<ReferralSource>()
            .SelectMany(s =>
                new[] { SheetColumns.Plain(SkillsWords.Called(s)), s.ToString().ToLowerInvariant() }.Select(w => KeyValuePair.Create(w, s))
            )
            .Concat(
                new (string Words, ReferralSource Source)[]
                {
                    ("community organisation", ReferralSource.CommunityOrganisation),
                    ("charity", ReferralSource.CommunityOrganisation),
                    ("job centre", ReferralSource.JobCentre),
                    ("jobcentre plus", ReferralSource.JobCentre),
                    ("school", ReferralSource.College),
                    ("nhs", ReferralSource.HealthService),
                    ("gp", ReferralSource.HealthService),
                    ("council", ReferralSource.LocalAuthority),
                    ("local authority", ReferralSource.LocalAuthority),
                    ("friend", ReferralSource.FriendOrFamily),
                    ("family", ReferralSource.FriendOrFamily),
                    ("self", ReferralSource.Themselves),
                    ("self referral", ReferralSource.Themselves),
                }.Select(s => KeyValuePair.Create(s.Words, s.Source))
            )
            .DistinctBy(s => s.Key)
    );

    public string Profession { get; init; } = "";
    public string? Qualification { get; init; }
    public string? History { get; init; }
    public string? PlaceCode { get; init; }
    public ReferralSource ReferredBy { get; init; }
    public string? Programme { get; init; }
    public string NoticeLanguage { get; init; } = "";
    public DateOnly NoticeGivenOn { get; init; }

    public static IReadOnlyList<CandidateLine> Of(
        Sheet sheet,
        IReadOnlyList<CandidateField?> columns,
        CandidateTerms terms,
        PathwayRules pathway,
        DateOnly today
    )
    {
        var layout = new SheetLayout<CandidateField>(sheet, columns);
        return
        [
            .. sheet.Rows.Select(r => Of(r.Number, new RowCells<CandidateField>(r, layout, CandidateColumns.All), terms, pathway, today)),
        ];
    }

    private static CandidateLine Of(int row, RowCells<CandidateField> cells, CandidateTerms terms, PathwayRules pathway, DateOnly today)
    {
        var name = cells.Text(CandidateField.Name, Longest);
        if (name is null)
            cells.Refuse("The person’s name is missing");
        var language = cells.Text(CandidateField.NoticeLanguage, LongestLanguage) ?? terms.NoticeLanguage;
        if (language is null)
            cells.Refuse("The language of the privacy notice is missing");
        return new CandidateLine(row, name ?? "", ContactOf(cells), cells.Wrong)
        {
            Profession = ProfessionOf(cells, pathway),
            Qualification = Several(cells, CandidateField.Qualification, LongestQualification),
            History = Several(cells, CandidateField.History, LongestHistory),
            PlaceCode = PlaceOf(cells),
            ReferredBy = SourceOf(cells, terms),
            Programme = cells.Text(CandidateField.Programme, Longest) ?? terms.Programme,
            NoticeLanguage = language ?? "",
            NoticeGivenOn = cells.Day(CandidateField.NoticeGivenOn, today) ?? terms.NoticeGivenOn,
        };
    }

    private static string ContactOf(RowCells<CandidateField> cells)
    {
        var contact = cells.Text(CandidateField.Contact, LongestContact);
        if (contact is null)
            cells.Refuse("How the person can be reached is missing: a telephone number or a mail address");
        else if (contact.Contains("E+", StringComparison.OrdinalIgnoreCase) && char.IsAsciiDigit(contact[0]))
            cells.Refuse("The telephone number was rounded by the spreadsheet. Format its column as text, and type it again");
        else if (contact.All(c => char.IsAsciiDigit(c) || c == ' '))
        {
            var digits = contact.Count(char.IsAsciiDigit);
            if (contact[0] is not '0' and not '4' && digits == Digits - 1)
                cells.Refuse("The telephone number has lost its first 0. Format its column as text, and type it again");
            else if (digits < Digits - 1)
                cells.Refuse("The telephone number is too short");
        }
        return contact ?? "";
    }

    private static string ProfessionOf(RowCells<CandidateField> cells, PathwayRules pathway)
    {
        var said = cells.Text(CandidateField.Profession, Longest);
        if (said is null && pathway.Professions is [var only])
            return only.Code;
        var plain = SheetColumns.Plain(said ?? "");
        if (
            pathway.Professions.FirstOrDefault(p => SheetColumns.Plain(p.Code) == plain || SheetColumns.Plain(p.Name) == plain) is { } known
        )
            return known.Code;
        cells.Refuse(
            $"The profession {(said is null ? "is missing" : "is none of this pathway")}: {string.Join(", ", pathway.Professions.Select(p => p.Name))}"
        );
        return "";
    }

    // A cell may have several lines.
    private static string? Several(RowCells<CandidateField> cells, CandidateField field, int longest)
    {
        var text = cells[field].Text;
        if (string.IsNullOrEmpty(text))
            return null;
        if (text.Length > longest)
            cells.Refuse($"{CandidateColumns.All.Called(field)} is longer than {longest} characters");
        return text;
    }

    private static string? PlaceOf(RowCells<CandidateField> cells)
    {
        if (cells.Text(CandidateField.Place, Longest) is not { } said)
            return null;
        if (Places.Meant(said) is [var place])
            return place.Code;
        cells.Refuse("The ward is not known here, or may be several. Write its name or its code, or leave it empty");
        return null;
    }

    private static ReferralSource SourceOf(RowCells<CandidateField> cells, CandidateTerms terms)
    {
        if (cells.Text(CandidateField.ReferredBy, Longest) is not { } said)
            return terms.ReferredBy;
        if (Sources.TryGetValue(SheetColumns.Plain(said), out var source))
            return source;
        cells.Refuse($"Who sent them is none of: {string.Join(", ", Enum.GetValues<ReferralSource>().Select(SkillsWords.Called))}");
        return default;
    }
}
