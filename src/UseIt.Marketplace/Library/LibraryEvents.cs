using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Library;

public enum LibraryKind
{
    CaseStudy,
    Learning,
    Output,
    Post,
}

public enum LibraryLicence
{
    CreativeCommonsAttribution,
    OpenGovernment,
    AllRightsReserved,
}

/// <summary>What an item says, in which language, and what others may do with it.</summary>
public sealed record LibraryText(string Title, string Summary, string Body, LibraryLicence Licence, string Language);

/// <summary>A figure exactly as a report says it, with the report's digest and the position of the log it was cut at.</summary>
public sealed record LinkedFigure(
    Guid ReportId,
    string ReportKind,
    string FigureKey,
    string Label,
    decimal Value,
    string Unit,
    string? State,
    DateTimeOffset? AsAt,
    string Source,
    string DataCut,
    string Checksum
);

// Something an organisation has written down for others: drafted, checked, published, and perhaps withdrawn again.
public sealed record LibraryItemDrafted(Guid ItemId, Guid OrganisationId, LibraryKind Kind, LibraryText Text, Guid By) : IFact;

public sealed record LibraryItemRevised(Guid ItemId, Guid OrganisationId, LibraryText Text, Guid By) : IFact;

public sealed record LibraryFigureLinked(Guid ItemId, Guid OrganisationId, LinkedFigure Figure) : IFact;

public sealed record LibraryFigureUnlinked(Guid ItemId, Guid OrganisationId, Guid ReportId, string FigureKey) : IFact;

public sealed record LibraryItemPublished(Guid ItemId, Guid OrganisationId, Guid By) : IFact;

public sealed record LibraryItemWithdrawn(Guid ItemId, Guid OrganisationId, string Reason, Guid By) : IFact;
