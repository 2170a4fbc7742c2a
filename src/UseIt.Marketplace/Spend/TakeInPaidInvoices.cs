using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>
/// Puts a file of paid invoices into a buyer's ledger. Its lines are a document of the buyer's, stored before; the digest is that of the
/// file they were read from, so that the same file is known again.
/// </summary>
public sealed record TakeInPaidInvoices(Guid BuyerId, Guid DocumentId, string Sha256) : Message, ICommand
{
    public Guid SpendLedgerId => SpendLedger.IdOf(BuyerId);
}

public static class TakeInPaidInvoicesHandler
{
    public static readonly Refusal NoBuyer = new("no-buyer", null, "Only an organisation that buys keeps a ledger of paid invoices");
    public static readonly Refusal DocumentWrong = new(
        "ledger-document-wrong",
        "documentId",
        "Store the lines first, as a document of your organisation: a line of JSON for each paid invoice"
    );
    public static readonly Refusal DigestMissing = new(
        "ledger-digest-missing",
        "sha256",
        "Send the SHA-256 of the file the lines come from, as 64 hexadecimal digits"
    );
    public static readonly Refusal InLedger = new(
        "ledger-file-known",
        null,
        "This file is in the ledger already. Take it back there first if it is to come in again"
    );

    public static Refusal InFuture(int row) =>
        new("paid-in-future", null, $"Row {row} was paid on a day in the future", new Dictionary<string, object?> { ["row"] = row });

    public static Refusal LooksTheSame(int row) =>
        new(
            "paid-twice",
            null,
            $"Row {row} looks like a payment that is in the ledger or in this file already. Leave it out, or say that it is another one",
            new Dictionary<string, object?> { ["row"] = row }
        );

    public static Refusal OrganisationUnknown(int row) =>
        new(
            "supplier-unknown",
            null,
            $"Row {row} names an organisation that is not here",
            new Dictionary<string, object?> { ["row"] = row }
        );

    /// <summary>What the document says, and what the ledger knows of the same days.</summary>
    public sealed record Brought(Guid? Owner, IReadOnlyList<PaidLine>? Lines, IReadOnlySet<string> Marks, IReadOnlySet<Guid> Organisations);

    public static Access Authorise(Actor actor, TakeInPaidInvoices command) => actor.On(command.BuyerId, Roles.ContractManager);

    public static async Task<Brought> Load(TakeInPaidInvoices command, Streams streams, SpendReading reading, CancellationToken cancel)
    {
        var (owner, lines) = await reading.FindAsync(command.DocumentId, cancel);
        if (owner != command.BuyerId || lines is null)
            return new Brought(owner, null, new HashSet<string>(), new HashSet<Guid>());
        var ledger = (await streams.FetchAsync<SpendLedger>(command.SpendLedgerId, cancel)).State;
        return new Brought(
            owner,
            lines,
            await reading.MarksAsync(ledger, lines.Min(l => l.Paid), lines.Max(l => l.Paid), cancel),
            (await reading.NamesAsync(lines, cancel)).Keys.ToHashSet()
        );
    }

    public static Decision Handle(
        TakeInPaidInvoices command,
        SpendLedger spendLedger,
        SpendingBuyer buyer,
        Brought brought,
        DateTimeOffset now
    )
    {
        if (!buyer.Buys)
            return NoBuyer;
        if (spendLedger.Files.Any(f => f.Says.DocumentId == command.DocumentId))
            return Decision.Nothing;
        if (command.Sha256 is not { Length: 64 } || !command.Sha256.All(char.IsAsciiHexDigitLower))
            return DigestMissing;
        if (spendLedger.Live.Any(f => f.Sha256 == command.Sha256))
            return InLedger;
        if (brought.Owner != command.BuyerId || brought.Lines is not { } lines)
            return DocumentWrong;
        if (Wrong(lines, brought, UkTime.DayOf(now)) is { } wrong)
            return wrong;
        PaidLine[] pounds = [.. lines.Where(l => l.Net.Currency == Money.Pounds)];
        return Decision.On<SpendLedger>(
            command.SpendLedgerId,
            new PaidInvoicesTakenIn(
                command.SpendLedgerId,
                command.BuyerId,
                command.DocumentId,
                command.Sha256,
                lines.Count,
                pounds.Sum(l => l.Net.Amount),
                lines.Count - pounds.Length,
                lines.Count(l => l.OrganisationId is not null),
                lines.Min(l => l.Paid),
                lines.Max(l => l.Paid)
            )
        );
    }

    private static Refusal? Wrong(IReadOnlyList<PaidLine> lines, Brought brought, DateOnly today)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (line.Paid > today)
                return InFuture(line.Row);
            if (line.OrganisationId is { } organisation && !brought.Organisations.Contains(organisation))
                return OrganisationUnknown(line.Row);
            string[] marks = [.. line.Marks()];
            if (!line.Another && marks.Any(m => seen.Contains(m) || brought.Marks.Contains(m)))
                return LooksTheSame(line.Row);
            seen.UnionWith(marks);
        }
        return null;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<TakeInPaidInvoices>("POST", "/api/v1/buyers/{buyerId}/paid-invoices", SpendAccess.Keepers);
}
