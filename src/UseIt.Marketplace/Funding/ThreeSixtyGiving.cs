using System.Text.Json.Nodes;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>
/// Grants that were accepted, by the 360Giving Data Standard. Only organisations are told; an identifier keeps its register and its zeros.
/// </summary>
public static class ThreeSixtyGiving
{
    private const int AtOnce = 100;

    /// <summary>One grant as the standard has it.</summary>
    public static JsonObject Of(GrantRow grant, OrganisationName? funder, OrganisationName? recipient, string prefix)
    {
        var paid = new JsonArray([
            .. grant
                .Drawdowns.Where(d => d.PaidOn is not null)
                .OrderBy(d => d.PaidOn)
                .ThenBy(d => d.DrawdownId)
                .Select(d =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = $"{prefix}-{grant.GrantId:N}-{d.DrawdownId:N}",
                            ["transactionDate"] = Day(d.PaidOn!.Value),
                            ["value"] = d.Amount.Amount,
                            ["currency"] = d.Amount.Currency,
                        }
                ),
        ]);
        var said = new JsonObject
        {
            ["id"] = $"{prefix}-{grant.GrantId:N}",
            ["title"] = grant.Title,
            ["description"] = grant.Description,
            ["currency"] = grant.Amount!.Value.Currency,
            ["amountAppliedFor"] = grant.Applied.Amount,
            ["amountAwarded"] = grant.Amount.Value.Amount,
            ["amountDisbursed"] = grant.Paid.Amount,
            ["awardDate"] = Day(grant.OfferedOn!.Value),
            ["plannedDates"] = new JsonArray(new JsonObject { ["startDate"] = Day(grant.From), ["endDate"] = Day(grant.Until) }),
            ["recipientOrganization"] = new JsonArray(Organisation(recipient, grant.ApplicantId, prefix)),
            ["fundingOrganization"] = new JsonArray(Organisation(funder, grant.FunderId, prefix)),
            ["dateModified"] = grant.ChangedAt.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", null),
        };
        if (paid.Count > 0)
            said["disbursementTransaction"] = paid;
        return said;
    }

    private static JsonObject Organisation(OrganisationName? organisation, Guid id, string prefix)
    {
        var said = new JsonObject
        {
            ["id"] = organisation?.Identifiers is [var first, ..] ? $"{first.Scheme}-{first.Id}" : $"{prefix}-org-{id:N}",
            ["name"] = organisation?.Name ?? "An organisation",
        };
        if (organisation?.Identifiers.FirstOrDefault(i => i.Scheme == Organisations.Identifier.Company) is { } company)
            said["companyNumber"] = company.Id;
        if (organisation?.Identifiers.FirstOrDefault(i => i.Scheme == Organisations.Identifier.Charity) is { } charity)
            said["charityNumber"] = charity.Id;
        return said;
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/open-data/grants",
                async (
                    Guid? after,
                    HttpContext http,
                    GrantView view,
                    OrganisationNames organisations,
                    Settings settings,
                    NpgsqlDataSource database,
                    ViewRows rows,
                    ReadYourWrite fresh
                ) =>
                {
                    var cancel = http.RequestAborted;
                    await fresh.WaitAsync(http, view);
                    var page = await view.GivenAsync(rows, after, AtOnce, cancel);
                    var names = await organisations.FindAsync(database, page.Items.SelectMany(g => g.Parties).Distinct(), cancel);
                    if (page.Next is { } next)
                        http.Response.Headers.Append("Link", $"</api/v1/open-data/grants?after={next}>; rel=\"next\"");
                    return Results.Json(
                        new JsonObject
                        {
                            ["grants"] = new JsonArray([
                                .. page.Items.Select(g =>
                                    (JsonNode)Of(
                                        g,
                                        names.GetValueOrDefault(g.FunderId),
                                        names.GetValueOrDefault(g.ApplicantId),
                                        settings.GrantPrefix
                                    )
                                ),
                            ]),
                        }
                    );
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .WithName("GrantsAs360Giving")
            .WithTags("Grants");
}
