using System.Globalization;
using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>What a file of people comes to; then they are registered, so many at a time, and can be taken back.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class ReadCandidateImportPage(Actors actors, ImportFiles files, IDocumentStore store, CandidateImports imports)
    : RowImportPage<CandidateFile, CandidateField, CandidateLine>(actors, files, store)
{
    public override Guid Import => imports.IdOf(Own, Sheet);

    public override string Question => "Is it the same person?";

    public override string Undoing =>
        "Everybody it registered is erased, for good, but for those with whom you have begun to work: they stay, and you can erase them one by one.";

    protected override string Away => "/candidates";

    protected override string At(Guid file) => $"/candidates/import/{file}";

    protected override string? Unsaid =>
        State.Columns is null ? $"{At(FileId)}/columns"
        : State.Terms is null ? $"{At(FileId)}/terms"
        : null;

    // What leaves as a file may lie about for years: it says the row, and never who.
    protected override string? NamedInErrors(CandidateLine line) => null;

    protected override CandidateFile With(
        IReadOnlyDictionary<int, string> answers,
        int? done,
        int imported,
        IReadOnlyList<RowOutcome> refused,
        bool finished
    ) => State with { Answers = answers, Done = done, Imported = imported, Refused = refused, Finished = finished };

    protected override Task<RowPlan<CandidateLine>> PlanAsync(CancellationToken cancel) =>
        imports.PlanAsync(Who, Own, Sheet, State.Columns!, State.Terms!, State.Answers, cancel);

    protected override Task<IReadOnlyList<RowOutcome>> TakeInAsync(int after, int most, CancellationToken cancel) =>
        imports.TakeInAsync(Who, Own, Sheet, State.Terms!, Plan, after, most, null, cancel);

    protected override Task<TakenBack?> UndoAsync(CancellationToken cancel) => imports.UndoAsync(Who, Import, null, cancel);

    protected override string Undone(TakenBack back) =>
        back.Kept == 0
            ? "The import is taken back, and everybody it registered is erased"
            : string.Create(CultureInfo.InvariantCulture, $"{back.Gone:N0} people are erased; {back.Kept:N0} stay, as you work with them");
}
