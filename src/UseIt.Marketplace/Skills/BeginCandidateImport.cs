using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// An adviser begins to take people in from a file: onto which pathway, on what basis, and when they were given the privacy notice. Begun
/// again it goes on.
/// </summary>
public sealed record BeginCandidateImport(
    Guid ImportId,
    Guid SupportOrganisationId,
    string Pathway,
    LawfulBasis Basis,
    DateOnly NoticeGivenOn,
    bool AllDecideAlone,
    int Rows,
    int LastRow
) : Message, ICommand
{
    public Guid PathwayId => PathwayRules.IdOf(SupportOrganisationId, Pathway ?? "");
}

public static class BeginCandidateImportHandler
{
    /// <summary>The purpose that somebody is registered for.</summary>
    private const string Purpose = "support";

    public static readonly Refusal BasisMissing = new("basis-missing", "basis", "Choose on what basis their data is used");

    public static readonly Refusal NoticeMissing = new(
        "notice-day-missing",
        "noticeGivenOn",
        "Enter the day by which everybody in the file had been given the privacy notice"
    );
    public static readonly Refusal SomeNeedOthers = new(
        "not-all-decide-alone",
        "allDecideAlone",
        "A file may only have people of 18 and over who decide for themselves. Register others one by one, with who agreed for them"
    );
    public static readonly Refusal UndoneBefore = new(
        "import-undone",
        null,
        "This file was imported and taken back, and its people were erased. Correct it, and import the corrected file"
    );
    public static readonly Refusal OtherTerms = new(
        "import-terms-differ",
        null,
        "This file is being imported already, onto another pathway or on another basis. Go on with those, or take it back first"
    );

    public static Refusal BasisNotRecorded(LawfulBasis basis) =>
        new(
            "basis-not-recorded",
            "basis",
            $"This pathway is run on another basis: {SkillsWords.Called(basis)}. Choose that, or have a programme manager record what allows it anew"
        );

    public static Access Authorise(Actor actor, BeginCandidateImport command) =>
        SkillsAccess.Of(actor, command.SupportOrganisationId, Roles.Adviser);

    public static Decision Handle(
        BeginCandidateImport command,
        Stream<CandidateImport> import,
        Pathway pathway,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (import.State.Undone)
            return UndoneBefore;
        if (PathwayRules.Of(command.Pathway) is null || !pathway.Open || pathway.Grounds is not { } grounds)
            return RegisterCandidateHandler.PathwayNotOpen;
        if (Wrong(command, grounds, UkTime.DayOf(now)).ToArray() is { Length: > 0 } wrong)
            return Decision.Refuse(wrong);
        var begun = new CandidateImportBegun(
            command.ImportId,
            command.SupportOrganisationId,
            command.PathwayId,
            command.Basis,
            command.NoticeGivenOn,
            command.Rows,
            command.LastRow,
            actor.Person
        );
        return import.State.Begun is not { } before ? Decision.On<CandidateImport>(command.ImportId, begun)
            : begun with { By = before.By } == before ? Decision.Nothing
            : OtherTerms;
    }

    internal static IEnumerable<Refusal> Wrong(BeginCandidateImport command, PathwayGroundsRecorded grounds, DateOnly today)
    {
        if (grounds.Purposes.FirstOrDefault(p => p.Purpose == Purpose) is { } recorded && recorded.Basis != command.Basis)
            yield return BasisNotRecorded(recorded.Basis);
        if (command.NoticeGivenOn == default)
            yield return NoticeMissing;
        else if (command.NoticeGivenOn > today)
            yield return SkillsAccess.InTheFuture("noticeGivenOn");
        if (!command.AllDecideAlone)
            yield return SomeNeedOthers;
    }
}
