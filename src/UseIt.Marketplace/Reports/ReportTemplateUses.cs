using Npgsql;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Reports;

/// <summary>The kinds of reports as those who write templates see them.</summary>
public sealed class ReportTemplateUses(ReportKinds kinds, ReportWriter writer, NpgsqlDataSource database, PositionTokens tokens)
    : ITemplateUses
{
    public IReadOnlyList<TemplateUse> Uses { get; } = [.. kinds.All.Select(k => new OfKind(k, writer, database, tokens))];

    // What an author tries it with is what they could run a report about: the kind says so, and reads as they would.
    private sealed class OfKind(ReportKind kind, ReportWriter writer, NpgsqlDataSource database, PositionTokens tokens) : TemplateUse
    {
        public override string Name => kind.Name;
        public override string Title => kind.Title;
        public override string Main => ReportTemplates.PathOf(kind.Name);
        public override IReadOnlyList<string> Folders => ReportTemplates.FoldersOf(kind.Name);
        public override Type Model => kind.Model;

        public override WrittenText Write(TemplateSet set, object model) =>
            new(writer.Sample(kind, (IReportModel)model, set), IsHtml: true);

        public override async Task<IReadOnlyList<TemplateTrial>> RealAsync(Actor actor, CancellationToken cancel) =>
            [.. (await kind.OfferedAsync(actor, cancel)).Select(s => new TemplateTrial(s.Id.ToString(), s.Title))];

        public override async Task<WrittenText?> WriteRealAsync(TemplateSet set, string real, Actor actor, CancellationToken cancel)
        {
            if (!Guid.TryParse(real, out var subject) || !await kind.MayAsync(actor, subject, cancel))
                return null;
            var cut = await database.CeilingAsync(cancel);
            var demonstration = (await StoreMark.ReadAsync(database, cancel)).IsDemo;
            var asked = new ReportAsked(subject, cut, tokens.Of(cut), demonstration, actor);
            return await kind.MakeAsync(asked, cancel) is { } model
                ? new WrittenText(await writer.DraftAsync(kind, model, set, cancel), IsHtml: true)
                : null;
        }
    }
}
