using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Payments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Delegations",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PublicId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    FromId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ToId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    FirstDay = table.Column<DateOnly>(type: "date", nullable: false),
                    LastDay = table.Column<DateOnly>(type: "date", nullable: false),
                    UpToMinor = table.Column<long>(type: "bigint", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    GivenAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Delegations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Delegations_People_FromId",
                        column: x => x.FromId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Delegations_People_ToId",
                        column: x => x.ToId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ExchangeRates",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PublicId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    FromCode = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ToCode = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false, collation: "Latin1_General_100_BIN2"),
                    RateE8 = table.Column<long>(type: "bigint", nullable: false),
                    Date = table.Column<DateOnly>(type: "date", nullable: false),
                    Source = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    EnteredBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    EnteredAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    ConfirmedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ConfirmedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExchangeRates", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ExchangeRates_People_ConfirmedBy",
                        column: x => x.ConfirmedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ExchangeRates_People_EnteredBy",
                        column: x => x.EnteredBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Notices",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PersonId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Args = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Link = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    ReadAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Notices", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Notices_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Payees",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PublicId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    LegalEntityId = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    CreditCode = table.Column<string>(type: "nvarchar(18)", maxLength: 18, nullable: true),
                    IsBlocked = table.Column<bool>(type: "bit", nullable: false),
                    CreatedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    AccountKey = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    DetailsBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    DetailsConfirmedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    DetailsAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    UsableFrom = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    FirstPaidOn = table.Column<DateOnly>(type: "date", nullable: true),
                    PendingChange = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false),
                    Details_AccountName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    Details_AccountNumber = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Details_BankCode = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: true),
                    Details_BankName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    Details_Country = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Payees", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Payees_LegalEntities_LegalEntityId",
                        column: x => x.LegalEntityId,
                        principalTable: "LegalEntities",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentDrafts",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Device = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Form = table.Column<string>(type: "nvarchar(max)", maxLength: 8000, nullable: false),
                    SavedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentDrafts", x => new { x.PersonId, x.Device });
                    table.ForeignKey(
                        name: "FK_PaymentDrafts_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PaymentStops",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PublicId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    LegalEntityId = table.Column<int>(type: "int", nullable: true),
                    AccountId = table.Column<int>(type: "int", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    StoppedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    StoppedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    LiftAskedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    LiftAskedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    LiftedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    LiftedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentStops", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentStops_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentStops_LegalEntities_LegalEntityId",
                        column: x => x.LegalEntityId,
                        principalTable: "LegalEntities",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentStops_People_LiftAskedBy",
                        column: x => x.LiftAskedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentStops_People_LiftedBy",
                        column: x => x.LiftedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentStops_People_StoppedBy",
                        column: x => x.StoppedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PolicyVersions",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PublicId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    Content = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    ContentHash = table.Column<byte[]>(type: "binary(32)", fixedLength: true, maxLength: 32, nullable: false),
                    EditedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    EditedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    ProposedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ProposedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    ConfirmedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ConfirmedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    InForceFrom = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    InForceUntil = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Comment = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    Answer = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PolicyVersions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PolicyVersions_People_ConfirmedBy",
                        column: x => x.ConfirmedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PolicyVersions_People_EditedBy",
                        column: x => x.EditedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PolicyVersions_People_ProposedBy",
                        column: x => x.ProposedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "OutboxMessages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    MessageId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    NoticeId = table.Column<long>(type: "bigint", nullable: false),
                    DueAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    Tries = table.Column<int>(type: "int", nullable: false),
                    LeaseId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    LeasedUntil = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    FailedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    LastError = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OutboxMessages", x => x.Id);
                    table.ForeignKey(
                        name: "FK_OutboxMessages_Notices_NoticeId",
                        column: x => x.NoticeId,
                        principalTable: "Notices",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PayeeChanges",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PublicId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PayeeId = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    AskedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AskedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    Note = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    DecidedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    DecisionNote = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false),
                    Wanted_AccountName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    Wanted_AccountNumber = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Wanted_BankCode = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: true),
                    Wanted_BankName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    Wanted_Country = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false),
                    Was_AccountName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    Was_AccountNumber = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Was_BankCode = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: true),
                    Was_BankName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    Was_Country = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PayeeChanges", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PayeeChanges_Payees_PayeeId",
                        column: x => x.PayeeId,
                        principalTable: "Payees",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentLimits",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PublicId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Subject = table.Column<int>(type: "int", nullable: false),
                    PersonId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    AccountId = table.Column<int>(type: "int", nullable: true),
                    PayeeId = table.Column<int>(type: "int", nullable: true),
                    Terms = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    Proposed = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: true),
                    IsEndProposed = table.Column<bool>(type: "bit", nullable: false),
                    ProposedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ProposedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    DecidedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Revision = table.Column<int>(type: "int", nullable: false),
                    Counted = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentLimits", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentLimits_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentLimits_Payees_PayeeId",
                        column: x => x.PayeeId,
                        principalTable: "Payees",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentLimits_People_DecidedBy",
                        column: x => x.DecidedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentLimits_People_PersonId",
                        column: x => x.PersonId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentLimits_People_ProposedBy",
                        column: x => x.ProposedBy,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Payments",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PublicId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Type = table.Column<int>(type: "int", nullable: false),
                    Source = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    BatchId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    AccountId = table.Column<int>(type: "int", nullable: false),
                    PayeeId = table.Column<int>(type: "int", nullable: true),
                    ToAccountId = table.Column<int>(type: "int", nullable: true),
                    CurrencyCode = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "bigint", nullable: false),
                    Purpose = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    Reference = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    DuplicateReason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    PayOn = table.Column<DateOnly>(type: "date", nullable: true),
                    MakerId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    Revision = table.Column<int>(type: "int", nullable: false),
                    SubmittedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    PolicyVersionId = table.Column<int>(type: "int", nullable: true),
                    PolicyMinor = table.Column<long>(type: "bigint", nullable: false),
                    LimitDay = table.Column<DateOnly>(type: "date", nullable: true),
                    RouteNumber = table.Column<int>(type: "int", nullable: false),
                    ContentHash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: true),
                    ReferenceHeld = table.Column<string>(type: "nvarchar(84)", maxLength: 84, nullable: true, collation: "Latin1_General_100_BIN2"),
                    DueAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Steps = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    To_AccountName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: true),
                    To_AccountNumber = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    To_BankCode = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: true),
                    To_BankName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: true),
                    To_Country = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Payments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Payments_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Payments_Accounts_ToAccountId",
                        column: x => x.ToAccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Payments_Payees_PayeeId",
                        column: x => x.PayeeId,
                        principalTable: "Payees",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Payments_People_MakerId",
                        column: x => x.MakerId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Payments_PolicyVersions_PolicyVersionId",
                        column: x => x.PolicyVersionId,
                        principalTable: "PolicyVersions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentEvents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Number = table.Column<int>(type: "int", nullable: false),
                    Step = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    PersonId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Address = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    Note = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    BankCode = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    PaymentId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentEvents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentEvents_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PaymentHands",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PersonId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Part = table.Column<int>(type: "int", nullable: false),
                    PaymentId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentHands", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentHands_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PaymentLevels",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    RouteNumber = table.Column<int>(type: "int", nullable: false),
                    Ordinal = table.Column<int>(type: "int", nullable: false),
                    Rule = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    OpenedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    SignedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    RemindedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    EscalatedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    PaymentId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentLevels", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentLevels_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PaymentLines",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Number = table.Column<int>(type: "int", nullable: false),
                    AmountMinor = table.Column<long>(type: "bigint", nullable: false),
                    Remark = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    PaymentId = table.Column<long>(type: "bigint", nullable: false),
                    To_AccountName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    To_AccountNumber = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    To_BankCode = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: true),
                    To_BankName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    To_Country = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentLines", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentLines_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Signatures",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    RouteNumber = table.Column<int>(type: "int", nullable: false),
                    Level = table.Column<int>(type: "int", nullable: false),
                    PersonId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    OnBehalfOf = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    DelegationId = table.Column<int>(type: "int", nullable: true),
                    At = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    Address = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    CodeStep = table.Column<long>(type: "bigint", nullable: false),
                    ContentHash = table.Column<byte[]>(type: "varbinary(32)", maxLength: 32, nullable: false),
                    PolicyVersionId = table.Column<int>(type: "int", nullable: false),
                    Comment = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    WithdrawnAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    PaymentId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Signatures", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Signatures_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "PaymentLevelSigners",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    Role = table.Column<int>(type: "int", nullable: true),
                    PersonId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    IsEscalation = table.Column<bool>(type: "bit", nullable: false),
                    LevelId = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentLevelSigners", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentLevelSigners_PaymentLevels_LevelId",
                        column: x => x.LevelId,
                        principalTable: "PaymentLevels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_FromId_LastDay",
                table: "Delegations",
                columns: new[] { "FromId", "LastDay" });

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_PublicId",
                table: "Delegations",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Delegations_ToId_LastDay",
                table: "Delegations",
                columns: new[] { "ToId", "LastDay" });

            migrationBuilder.CreateIndex(
                name: "IX_ExchangeRates_ConfirmedBy",
                table: "ExchangeRates",
                column: "ConfirmedBy");

            migrationBuilder.CreateIndex(
                name: "IX_ExchangeRates_EnteredBy",
                table: "ExchangeRates",
                column: "EnteredBy");

            migrationBuilder.CreateIndex(
                name: "IX_ExchangeRates_FromCode_ToCode_Date_Id",
                table: "ExchangeRates",
                columns: new[] { "FromCode", "ToCode", "Date", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ExchangeRates_PublicId",
                table: "ExchangeRates",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Notices_PersonId_Id",
                table: "Notices",
                columns: new[] { "PersonId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Notices_PersonId_ReadAt_Id",
                table: "Notices",
                columns: new[] { "PersonId", "ReadAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_OutboxMessages_FailedAt_DueAt",
                table: "OutboxMessages",
                columns: new[] { "FailedAt", "DueAt" });

            migrationBuilder.CreateIndex(
                name: "IX_OutboxMessages_NoticeId",
                table: "OutboxMessages",
                column: "NoticeId");

            migrationBuilder.CreateIndex(
                name: "IX_PayeeChanges_OnePending",
                table: "PayeeChanges",
                column: "PayeeId",
                unique: true,
                filter: "\"State\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_PayeeChanges_PayeeId_Id",
                table: "PayeeChanges",
                columns: new[] { "PayeeId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_PayeeChanges_PublicId",
                table: "PayeeChanges",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Payees_AccountKey",
                table: "Payees",
                column: "AccountKey");

            migrationBuilder.CreateIndex(
                name: "IX_Payees_LegalEntityId",
                table: "Payees",
                column: "LegalEntityId");

            migrationBuilder.CreateIndex(
                name: "IX_Payees_Name_Id",
                table: "Payees",
                columns: new[] { "Name", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Payees_PublicId",
                table: "Payees",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentEvents_PaymentId_Number",
                table: "PaymentEvents",
                columns: new[] { "PaymentId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentHands_PaymentId_PersonId_Part",
                table: "PaymentHands",
                columns: new[] { "PaymentId", "PersonId", "Part" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLevels_PaymentId_RouteNumber_Ordinal",
                table: "PaymentLevels",
                columns: new[] { "PaymentId", "RouteNumber", "Ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLevelSigners_LevelId",
                table: "PaymentLevelSigners",
                column: "LevelId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLevelSigners_PersonId",
                table: "PaymentLevelSigners",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_AccountId",
                table: "PaymentLimits",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_DecidedBy",
                table: "PaymentLimits",
                column: "DecidedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_PayeeId",
                table: "PaymentLimits",
                column: "PayeeId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_PersonId",
                table: "PaymentLimits",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_ProposedBy",
                table: "PaymentLimits",
                column: "ProposedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLimits_PublicId",
                table: "PaymentLimits",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentLines_PaymentId_Number",
                table: "PaymentLines",
                columns: new[] { "PaymentId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Payments_AccountId_Id",
                table: "Payments",
                columns: new[] { "AccountId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_BatchId",
                table: "Payments",
                column: "BatchId");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_DueAt",
                table: "Payments",
                column: "DueAt");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_LimitDay_AccountId",
                table: "Payments",
                columns: new[] { "LimitDay", "AccountId" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_MakerId",
                table: "Payments",
                column: "MakerId");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_PayeeId_LimitDay",
                table: "Payments",
                columns: new[] { "PayeeId", "LimitDay" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_PolicyVersionId",
                table: "Payments",
                column: "PolicyVersionId");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_PublicId",
                table: "Payments",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Payments_ReferenceHeld",
                table: "Payments",
                column: "ReferenceHeld",
                unique: true,
                filter: "[ReferenceHeld] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_State_Id",
                table: "Payments",
                columns: new[] { "State", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_ToAccountId",
                table: "Payments",
                column: "ToAccountId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_AccountId",
                table: "PaymentStops",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_LegalEntityId",
                table: "PaymentStops",
                column: "LegalEntityId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_LiftAskedBy",
                table: "PaymentStops",
                column: "LiftAskedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_LiftedAt",
                table: "PaymentStops",
                column: "LiftedAt");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_LiftedBy",
                table: "PaymentStops",
                column: "LiftedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_PublicId",
                table: "PaymentStops",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentStops_StoppedBy",
                table: "PaymentStops",
                column: "StoppedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_ConfirmedBy",
                table: "PolicyVersions",
                column: "ConfirmedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_EditedBy",
                table: "PolicyVersions",
                column: "EditedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_Number",
                table: "PolicyVersions",
                column: "Number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_ProposedBy",
                table: "PolicyVersions",
                column: "ProposedBy");

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_PublicId",
                table: "PolicyVersions",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PolicyVersions_State",
                table: "PolicyVersions",
                column: "State",
                unique: true,
                filter: "[State] = 3");

            migrationBuilder.CreateIndex(
                name: "IX_Signatures_PaymentId_RouteNumber_PersonId",
                table: "Signatures",
                columns: new[] { "PaymentId", "RouteNumber", "PersonId" },
                unique: true,
                filter: "\"WithdrawnAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Delegations");

            migrationBuilder.DropTable(
                name: "ExchangeRates");

            migrationBuilder.DropTable(
                name: "OutboxMessages");

            migrationBuilder.DropTable(
                name: "PayeeChanges");

            migrationBuilder.DropTable(
                name: "PaymentDrafts");

            migrationBuilder.DropTable(
                name: "PaymentEvents");

            migrationBuilder.DropTable(
                name: "PaymentHands");

            migrationBuilder.DropTable(
                name: "PaymentLevelSigners");

            migrationBuilder.DropTable(
                name: "PaymentLimits");

            migrationBuilder.DropTable(
                name: "PaymentLines");

            migrationBuilder.DropTable(
                name: "PaymentStops");

            migrationBuilder.DropTable(
                name: "Signatures");

            migrationBuilder.DropTable(
                name: "Notices");

            migrationBuilder.DropTable(
                name: "PaymentLevels");

            migrationBuilder.DropTable(
                name: "Payments");

            migrationBuilder.DropTable(
                name: "Payees");

            migrationBuilder.DropTable(
                name: "PolicyVersions");
        }
    }
}
