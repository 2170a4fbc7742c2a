using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Reports;

namespace UseIt.Marketplace.Notifications;

/// <summary>Tells one person that a report which is made for them is ready, if they may still read it.</summary>
public sealed record NotifyReader(Guid Cause, Guid OrganisationId, Guid PersonId, Guid ReportId) : Message, IEffect;

public static class NotifyReaderHandler
{
    public static async Task Handle(
        NotifyReader message,
        ReportReaders readers,
        NpgsqlDataSource database,
        Post post,
        CancellationToken cancel
    )
    {
        if (await readers.MayAsync(message.PersonId, message.OrganisationId, message.ReportId, cancel))
            await NotifyMembersHandler.TellAsync(
                new NotifyMembers(
                    message.Cause,
                    message.OrganisationId,
                    [],
                    "report-ready",
                    message.ReportId,
                    $"/reports/{message.ReportId}"
                ),
                message.PersonId,
                database,
                post,
                cancel
            );
    }
}
