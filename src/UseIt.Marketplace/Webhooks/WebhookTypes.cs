using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Webhooks;

/// <summary>What a webhook can be told of. None says more than that it happened, when, and where it can be read by whoever may.</summary>
public static class WebhookTypes
{
    public const string Test = "test";
    public const string TenderPublished = "tender.published";
    public const string TenderChanged = "tender.changed";
    public const string TenderClosed = "tender.closed";
    public const string TenderWithdrawn = "tender.withdrawn";
    public const string AwardPublished = "award.published";
    public const string BidReceived = "bid.received";
    public const string ContractSigned = "contract.signed";

    public static IReadOnlyList<Choice> All { get; } =
    [
        new(TenderPublished, "Tender published", "Any tender that everybody can read"),
        new(TenderChanged, "Tender changed", "Its words or its deadline"),
        new(TenderClosed, "Tender closed"),
        new(TenderWithdrawn, "Tender withdrawn"),
        new(AwardPublished, "Award published"),
        new(BidReceived, "Bid received", "A bid that your organisation is in has arrived in time"),
        new(ContractSigned, "Contract signed", "A contract of your organisation’s"),
    ];
}
