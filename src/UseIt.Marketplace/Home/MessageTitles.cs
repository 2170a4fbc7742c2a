using Npgsql;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Home;

/// <summary>What messages are about, by name. A message itself names nothing; only who may follow it is told here.</summary>
public sealed class MessageTitles(
    NpgsqlDataSource database,
    TenderView tenders,
    MyConsortia consortia,
    MyBids bids,
    AwardView awards,
    QuestionsForBuyer questions,
    ContractView contracts,
    CommitmentBoard commitments
)
{
    /// <summary>What a message is about, and when it came.</summary>
    public static string About(InboxRow message, IReadOnlyDictionary<Guid, string> titles) =>
        titles.GetValueOrDefault(message.Subject) is { } title ? $"{title}, {UkTime.Display(message.At)}" : UkTime.Display(message.At);

    public async Task<IReadOnlyDictionary<Guid, string>> OfAsync(IReadOnlyList<InboxRow> messages, CancellationToken cancel)
    {
        var subjects = messages.Select(m => m.Subject).Distinct().ToArray();
        if (subjects.Length == 0)
            return new Dictionary<Guid, string>();
        var tenderOf = (await bids.FindAsync(database, subjects, cancel)).ToDictionary(b => b.Key, b => b.Value.TenderId);
        foreach (var (award, row) in await awards.FindAsync(database, subjects, cancel))
            tenderOf[award] = row.TenderId;
        foreach (var (question, row) in await questions.FindAsync(database, subjects, cancel))
            tenderOf[question] = row.TenderId;
        var sheets = await tenders.FindAsync(database, subjects.Concat(tenderOf.Values), cancel);
        var titles = sheets.ToDictionary(t => t.Key, t => t.Value.Title);
        foreach (var (subject, tender) in tenderOf)
            if (sheets.GetValueOrDefault(tender) is { } sheet)
                titles[subject] = sheet.Title;
        foreach (var (consortium, row) in await consortia.FindAsync(database, subjects, cancel))
            titles[consortium] = row.Name;
        foreach (var (contract, row) in await contracts.FindAsync(database, subjects, cancel))
            titles[contract] = row.Title;
        foreach (var (commitment, title) in await commitments.TitlesAsync(subjects, cancel))
            titles[commitment] = title;
        return titles;
    }
}
