using FundPortal.Application.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FundPortal.Application.Notices;

internal sealed class NoticeTable : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> notice)
    {
        notice.ToTable("Notices");
        notice.Property(n => n.Kind).HasMaxLength(64);
        notice.Property(n => n.Args).HasMaxLength(Noticeboard.MaxArgs);
        notice.Property(n => n.Link).HasMaxLength(Noticeboard.MaxLink);
        notice.HasIndex(n => new { n.PersonId, n.Id });
        notice.HasIndex(n => new
        {
            n.PersonId,
            n.ReadAt,
            n.Id,
        });
        notice.HasOne<Person>().WithMany().HasForeignKey(n => n.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OutboxMessageTable : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> message)
    {
        message.ToTable("OutboxMessages");
        message.Property(m => m.LastError).HasMaxLength(SendOutbox.MaxError);
        message.HasIndex(m => new { m.FailedAt, m.DueAt });
        message.HasOne(m => m.Notice).WithMany().HasForeignKey(m => m.NoticeId).OnDelete(DeleteBehavior.Cascade);
    }
}
