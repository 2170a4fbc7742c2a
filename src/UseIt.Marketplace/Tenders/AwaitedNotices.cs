using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Notices of ours that are with the central platform and not confirmed yet, with what it answered to the submission. Others' notices find
/// nothing here.
/// </summary>
public sealed class AwaitedNotices : InlineView
{
    public override string Name => "awaited_notice";
    public override int Shape => 1;

    public override string Ddl =>
        $"""
            create table if not exists {Table} (tender uuid primary key, submission varchar null);
            create index if not exists awaited_notice_1_submission on {Table} (submission) where submission is not null;
            """;

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(NoticePrepared), typeof(NoticeSubmitted), typeof(TenderPublished), typeof(TenderWithdrawn) };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        switch (e.Data)
        {
            case NoticeSubmitted f:
                Run(
                    batch,
                    $"""
                    insert into {Table} (tender, submission) values ($1, $2)
                    on conflict (tender) do update set submission = excluded.submission
                    """,
                    f.TenderId,
                    f.SubmissionId
                );
                break;
            case NoticePrepared f:
                Run(batch, $"delete from {Table} where tender = $1", f.TenderId);
                break;
            case TenderPublished f:
                Run(batch, $"delete from {Table} where tender = $1", f.TenderId);
                break;
            case TenderWithdrawn f:
                Run(batch, $"delete from {Table} where tender = $1", f.TenderId);
                break;
        }
    }

    /// <summary>
    /// The tender that waits for this notice: it is named in it, or what was answered to its submission is. Null for everybody else's
    /// notices, and where more than one could be meant.
    /// </summary>
    public async Task<Guid?> FindAsync(
        NpgsqlDataSource database,
        IReadOnlyList<Guid> named,
        IReadOnlyList<string> answered,
        CancellationToken cancel
    )
    {
        await using var find = database.CreateCommand($"select tender from {Table} where tender = any($1) or submission = any($2) limit 2");
        find.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. named] });
        find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. answered] });
        await using var reader = await find.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
            return null;
        var tender = reader.GetGuid(0);
        return await reader.ReadAsync(cancel) ? null : tender;
    }
}
